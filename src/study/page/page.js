// Which two scenarios the map compares; rows in another order. All else is drawn already.
const $=id=>document.getElementById(id);
const D=JSON.parse($('data').textContent),W=D.words;
const el=(name,text,className)=>{const e=document.createElement(name);if(text!==undefined)e.textContent=text;if(className)e.className=className;return e};
const KINDS=['same','day','team','agency','first','second'],DAYS=10000,NOT=-1,SHOWN=200;
const first=Date.parse(D.start+'T00:00:00Z');
const slot=code=>code===NOT?'–':new Date(first+code%DAYS*864e5).toISOString().slice(0,10)+' '+D.teams[Math.floor(code/DAYS)][0];
const agency=code=>D.teams[Math.floor(code/DAYS)][1];
const kind=(was,is)=>was===NOT&&is===NOT?-1:is===NOT?4:was===NOT?5:was===is?0:agency(was)!==agency(is)?3:Math.floor(was/DAYS)!==Math.floor(is/DAYS)?2:1;
if($('map')){
const hidden=new Set();
let places=[];
function compare(a,b){
  const was=D.slots[a],is=D.slots[b],of=new Array(D.sites.length).fill(-1),visits=new Map(),tasks=[0,0,0,0,0,0];
  D.tasks.forEach(([id,site],at)=>{
    const k=kind(was[at],is[at]);
    if(k<0)return;
    tasks[k]++;
    if(site<of.length)of[site]=Math.max(of[site],k);
    if(k===0)return;
    const key=[k,site,was[at],is[at]].join();
    if(!visits.has(key))visits.set(key,{k,site,was:was[at],is:is[at],tasks:[]});
    visits.get(key).tasks.push(id);
  });
  const paths=KINDS.map(()=>''),sites=[0,0,0,0,0,0];
  of.forEach((k,site)=>{if(k>=0){paths[k]+='M'+D.sites[site][0]+' '+D.sites[site][1]+'h0';sites[k]++}});
  KINDS.forEach((name,k)=>{
    document.querySelector('#marks .'+name).setAttribute('d',paths[k]);
    document.querySelector('[data-count='+name+']').textContent=sites[k];
  });
  places=of;
  const rows=[...visits.values()].sort((x,y)=>y.k-x.k||x.site-y.site);
  $('counted').textContent=KINDS.map((name,k)=>W[name]+' '+tasks[k]).join(' · ');
  const body=$('moves').tBodies[0];
  body.replaceChildren(...rows.slice(0,SHOWN).map(row=>{
    const tr=el('tr'),site=D.sites[row.site]||[0,0,'',''];
    tr.append(el('td',site[2]),el('td',site[3]),el('td',row.tasks.join(' ')),el('td',slot(row.was),'nowrap'),el('td',slot(row.is),'nowrap'),el('td',W[KINDS[row.k]]));
    return tr;
  }));
  $('more').textContent=rows.length>SHOWN?W.more.replace('%1',rows.length-SHOWN):'';
}
const now=()=>compare(+$('first').value,+$('second').value);
$('first').addEventListener('change',now);
$('second').addEventListener('change',now);
$('swap').addEventListener('click',()=>{const v=$('first').value;$('first').value=$('second').value;$('second').value=v;now()});
for(const button of document.querySelectorAll('.kinds button'))button.addEventListener('click',()=>{
  const name=button.dataset.kind,off=!hidden.has(name);
  if(off)hidden.add(name);else hidden.delete(name);
  button.setAttribute('aria-pressed',String(!off));
  document.querySelector('#marks .'+name).style.display=off?'none':'';
});
now();
// What is under the pointer.
const map=$('map'),tip=$('tip');
map.addEventListener('pointermove',e=>{
  const m=map.getScreenCTM(),x=(e.clientX-m.e)/m.a,y=(e.clientY-m.f)/m.d;
  let best=-1,near=(12/m.a)**2;
  D.sites.forEach((site,at)=>{
    if(places[at]<0||hidden.has(KINDS[places[at]]))return;
    const d=(site[0]-x)**2+(site[1]-y)**2;
    if(d<near){near=d;best=at}
  });
  if(best<0){tip.hidden=true;return}
  const a=D.slots[$('first').value],b=D.slots[$('second').value],lines=[];
  D.tasks.forEach(([id,site],at)=>{if(site===best&&(a[at]!==NOT||b[at]!==NOT))lines.push(id+'  '+slot(a[at])+(a[at]===b[at]?'':' → '+slot(b[at])))});
  tip.replaceChildren(el('b',D.sites[best][3]+' '+D.sites[best][2]),...lines.slice(0,8).map(line=>el('span',line)));
  tip.hidden=false;
  tip.style.left=Math.max(8,Math.min(e.clientX+16,innerWidth-tip.offsetWidth-8))+'px';
  tip.style.top=Math.max(8,Math.min(e.clientY+20,innerHeight-tip.offsetHeight-8))+'px';
});
map.addEventListener('pointerleave',()=>{tip.hidden=true});
document.addEventListener('keydown',e=>{if(e.key==='Escape')tip.hidden=true});
}
// A column's title orders the rows by it; once more turns them round.
for(const table of document.querySelectorAll('.sortable'))[...table.tHead.rows[0].cells].forEach((th,column)=>{
  th.addEventListener('click',()=>{
    const down=th.getAttribute('aria-sort')==='ascending',body=table.tBodies[0];
    for(const other of table.tHead.rows[0].cells)other.removeAttribute('aria-sort');
    th.setAttribute('aria-sort',down?'descending':'ascending');
    const value=row=>row.cells[column].dataset.v;
    const rows=[...body.rows].sort((a,b)=>{
      const x=value(a),y=value(b),n=x-y;
      return (Number.isNaN(n)?x.localeCompare(y):n)*(down?-1:1);
    });
    body.append(...rows);
  });
});
