// The calendar of the teams: narrow it, and say what a day holds.
{
const table=$('gantt'),days=+table.dataset.days,strips=[...table.querySelectorAll('td.strip svg')];
const head=table.querySelector('.months'),months=[...head.childNodes];
const height=strips.length?strips[0].viewBox.baseVal.height:0;
let from=0,count=days;
const held=D.teams.map(()=>new Map());
D.tours.forEach(tour=>tour[2].forEach((day,at)=>held[tour[1]].set(day[0],[tour,at])));
listeners.push(()=>{
  for(const body of table.tBodies)body.hidden=narrowed.agency!==''&&body.dataset.a!==narrowed.agency;
  from=0;count=days;
  if(narrowed.month!==''){
    while(from<days&&!dateOf(from).startsWith(narrowed.month))from++;
    count=0;
    while(from+count<days&&dateOf(from+count).startsWith(narrowed.month))count++;
    if(!count){from=0;count=days}
  }
  for(const svg of strips)svg.setAttribute('viewBox',`${from*10} 0 ${count*10} ${height}`);
  if(count===days)head.replaceChildren(...months);
  else{
    const marks=[];
    for(let day=0;day<count;day++)if(new Date(first+(from+day)*864e5).getUTCDay()===1||!day){
      const mark=el('span',dateOf(from+day).slice(5));
      mark.style.left=day/count*100+'%';marks.push(mark);
    }
    head.replaceChildren(...(marks.length>1&&marks[1].style.left.slice(0,-1)<9?marks.slice(1):marks));
  }
});
table.addEventListener('pointermove',e=>{
  const strip=e.target.closest('td.strip');
  if(!strip)return hideTip();
  const box=strip.firstElementChild.getBoundingClientRect();
  const day=from+Math.floor((e.clientX-box.left)/box.width*count);
  if(day<from||day>=from+count)return hideTip();
  const team=+strip.parentNode.dataset.t,what=held[team].get(day);
  const title=D.teams[team][0]+' · '+dateOf(day)+' '+weekday(day);
  if(!what)return showTip(e.clientX,e.clientY,title,[W.dayoff]);
  const[tour,at]=what,d=tour[2][at];
  const lines=[say(W.tour,tour[0],at+1,tour[2].length),clock(d[2])+'–'+clock(d[5])+' · '+say(W.stops,d[3].length)+' · '+say(W.drive,d[8])+' · '+km(d[7])];
  for(const v of d[3])if(D.visits[v])lines.push(clock(D.visits[v][5])+'–'+clock(D.visits[v][6])+' '+D.sites[D.visits[v][1]][1]);
  if(d[4]>=0)lines.push(say(W.night,D.regions[d[4]][1]));
  showTip(e.clientX,e.clientY,title,lines);
});
table.addEventListener('pointerleave',hideTip);
}
