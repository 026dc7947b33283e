// The lists: search and turn pages.
function list(name,rows,keep,words,cells){
  const size=20,body=$(name).tBodies[0],search=$(name+'-search'),hay=[];
  let page=0;
  const text=at=>hay[at]||(hay[at]=words(rows[at]).join('\n').toLowerCase());
  function draw(){
    const asked=search.value.trim().toLowerCase().split(/\s+/).filter(Boolean),found=[];
    for(let at=0;at<rows.length;at++)if(keep(rows[at])&&asked.every(word=>text(at).includes(word)))found.push(at);
    const pages=Math.max(1,Math.ceil(found.length/size));
    page=Math.min(page,pages-1);
    const shown=found.slice(page*size,page*size+size);
    $(name+'-count').textContent=found.length?say(W.range,grouped(page*size+1),grouped(page*size+shown.length),grouped(found.length)):W.none;
    if(rows.length>=D.most)$(name+'-count').textContent+=' · '+W.more;
    $(name+'-back').disabled=!page;$(name+'-next').disabled=page>=pages-1;
    body.replaceChildren(...shown.map(at=>{const tr=el('tr');tr.append(...cells(rows[at]));return tr}));
  }
  let wait;
  search.addEventListener('input',()=>{clearTimeout(wait);wait=setTimeout(()=>{page=0;draw()},120)});
  $(name+'-back').addEventListener('click',()=>{page--;draw()});
  $(name+'-next').addEventListener('click',()=>{page++;draw()});
  return()=>{page=0;draw()};
}
const once=items=>[...new Set(items)];
// A second line below, in a softer colour.
const pair=(above,below,className)=>{const td=el('td',above,className);if(below)td.append(el('span',below,'below'));return td};
const site=s=>pair(D.sites[s][1],D.regions[D.sites[s][2]][1]+' · '+D.sites[s][0]);
// Several lines in one cell, one a line.
const lines=(items,className)=>{const td=el('td',undefined,className);items.forEach((item,at)=>{if(at)td.append(el('br'));td.append(item)});return td};
listeners.push(list('visits',D.visits,fits,
  v=>[v[0],dateOf(v[3]),dayOf(v[3]),D.sites[v[1]][0],D.sites[v[1]][1],D.regions[D.sites[v[1]][2]][1],D.teams[v[2]][0],D.agencies[agencyOf(v[2])][1],
    ...v[7].flatMap(t=>[t[0],D.texts[t[1]],D.agencies[t[3]][1],D.programs[t[4]]])],
  v=>[pair(dayOf(v[3])+' '+weekday(v[3]),clock(v[5])+'–'+clock(v[6]),'nowrap'),site(v[1]),lines(v[7].map(t=>D.texts[t[1]])),el('td',v[7].reduce((sum,t)=>sum+t[2],0),'number'),el('td',D.teams[v[2]][0],'nowrap'),
    lines(once(v[7].map(t=>D.agencies[t[3]][1]))),lines(once(v[7].map(t=>D.programs[t[4]])))]));
let rule='';
const fates=[W.leftOut,W.impossible,W.reserve];
// What could still be done comes first.
const open=D.unplanned.slice().sort((a,b)=>a[1]-b[1]||b[7]-a[7]);
const drawUnplanned=list('unplanned',open,u=>(rule===''||u[8].some(r=>r[0]===+rule))&&(narrowed.program===''||u[6]===+narrowed.program),
  u=>[u[0],fates[u[1]],u[7]?W.required:'',D.sites[u[3]][0],D.sites[u[3]][1],D.regions[D.sites[u[3]][2]][1],D.texts[u[4]],D.programs[u[6]],
    ...u[8].flatMap(r=>[D.rules[r[0]][0],D.rules[r[0]][1],D.texts[r[1]],r[2]])],
  u=>[el('td',u[0],'nowrap'),pair(fates[u[1]],u[7]?W.required:u[2]?say(W.queue,u[2]):'',u[7]&&u[1]===0?'nowrap alert':'nowrap'),
    site(u[3]),pair(D.texts[u[4]],D.programs[u[6]]),el('td',u[5],'number'),
    lines(u[8].map(r=>D.texts[r[1]])),lines(u[8].map(r=>r[2]),'nowrap')]);
for(const button of document.querySelectorAll('.groups button'))button.addEventListener('click',()=>{
  rule=button.dataset.rule===rule?'':button.dataset.rule;
  for(const other of document.querySelectorAll('.groups button'))other.setAttribute('aria-pressed',other.dataset.rule===rule);
  drawUnplanned();
});
listeners.push(drawUnplanned);
narrow({});
