// The calendar of the teams: narrow it, and say what a day holds.
{
const table=$('gantt'),days=+table.dataset.days,strips=[...table.querySelectorAll('td.strip svg')];
const head=table.querySelector('.months'),named=[...head.childNodes];
const height=strips.length?strips[0].viewBox.baseVal.height:0;
const[most,up,wide]=[+table.dataset.most,+table.dataset.up,+table.dataset.day];
let from=0,count=days;
const held=D.teams.map(()=>new Map());
D.tours.forEach(tour=>tour[2].forEach((day,at)=>held[tour[1]].set(day[0],[tour,at])));
const bars=strips.map(svg=>{const path=svg.querySelector('.ups');return[path,path.getAttribute('d'),+svg.closest('tr').dataset.t]});
// With a program chosen, only its visits stand above the line.
function heights(){
  for(const[path,all,team]of bars){
    let d=all;
    if(narrowed.program!==''){
      d='';
      for(const[day,[tour,at]]of held[team]){
        const some=tour[2][at][3].filter(v=>D.visits[v]&&forProgram(D.visits[v])).length,high=Math.ceil(some*up/most);
        if(some)d+=`M${day*wide+1} ${up}v${-high}h${wide-2}v${high}z`;
      }
    }
    path.setAttribute('d',d);
  }
}
listeners.push(()=>{
  for(const body of table.tBodies)body.hidden=narrowed.agency!==''&&body.dataset.a!==narrowed.agency
    ||narrowed.team!==''&&body.dataset.a!==String(agencyOf(+narrowed.team));
  for(const row of table.querySelectorAll('tr[data-t]'))row.hidden=narrowed.team!==''&&row.dataset.t!==narrowed.team;
  heights();
  from=0;count=days;
  const month=narrowed.month||narrowed.day.slice(0,7);
  if(month!==''){
    while(from<days&&!dateOf(from).startsWith(month))from++;
    count=0;
    while(from+count<days&&dateOf(from+count).startsWith(month))count++;
    if(!count){from=0;count=days}
  }
  for(const svg of strips)svg.setAttribute('viewBox',`${from*wide} 0 ${count*wide} ${height}`);
  if(count===days)head.replaceChildren(...named);
  else{
    const marks=[];
    for(let day=0;day<count;day++)if(new Date(first+(from+day)*864e5).getUTCDay()===1||!day){
      const mark=el('span',dayOf(from+day));
      mark.style.left=day/count*100+'%';marks.push(mark);
    }
    head.replaceChildren(...(marks.length>1&&marks[1].style.left.slice(0,-1)<9?marks.slice(1):marks));
  }
});
function tell(x,y,team,day){
  const what=held[team].get(day),title=D.teams[team][0]+' · '+dayOf(day)+' '+weekday(day);
  if(!what)return showTip(x,y,title,[W.dayoff]);
  const[tour,at]=what,d=tour[2][at];
  const lines=[say(W.tour,tour[0],at+1,tour[2].length),clock(d[2])+'–'+clock(d[5])+' · '+say(W.stops,d[3].length)+' · '+say(W.drive,d[8])+' · '+km(d[7])];
  for(const v of d[3])if(D.visits[v])lines.push(clock(D.visits[v][5])+'–'+clock(D.visits[v][6])+' '+D.sites[D.visits[v][1]][1]);
  if(d[4]>=0)lines.push(say(W.night,D.regions[d[4]][1]));
  lines.push(W.show);
  showTip(x,y,title,lines);
}
const dayAt=(strip,e)=>{
  const box=strip.firstElementChild.getBoundingClientRect(),day=from+Math.floor((e.clientX-box.left)/box.width*count);
  return day<from||day>=from+count?-1:day;
};
const teamOf=strip=>+strip.parentNode.dataset.t;
function show(team,day){
  if(!held[team].has(day))return;
  hideTip();narrow({agency:'',month:'',team:String(team),day:dateOf(day)});
  $('where').scrollIntoView();
}
table.addEventListener('pointermove',e=>{
  const strip=e.target.closest('td.strip'),day=strip?dayAt(strip,e):-1;
  if(day<0)hideTip();else tell(e.clientX,e.clientY,teamOf(strip),day);
});
table.addEventListener('pointerleave',hideTip);
table.addEventListener('click',e=>{
  const strip=e.target.closest('td.strip');
  if(strip)show(teamOf(strip),dayAt(strip,e));
});
// With the keyboard: arrows go from one day out to the next, Enter shows it on the map.
let at=null;
table.addEventListener('keydown',e=>{
  const strip=e.target.closest('td.strip'),step={ArrowRight:1,ArrowLeft:-1}[e.key];
  if(!strip||!step&&e.key!=='Enter')return;
  e.preventDefault();
  const team=teamOf(strip),out=[...held[team].keys()].filter(day=>day>=from&&day<from+count).sort((a,b)=>a-b);
  if(!out.length)return;
  if(e.key==='Enter'){if(at!==null)show(team,at);return}
  const here=at===null?-1:out.indexOf(at);
  at=out[here<0?0:Math.max(0,Math.min(out.length-1,here+step))];
  const box=strip.firstElementChild.getBoundingClientRect();
  tell(box.left+(at-from+.5)/count*box.width,box.top+box.height/2,team,at);
});
table.addEventListener('focusout',()=>{at=null;hideTip()});
}
