// The data, what it is narrowed to, and the tip that shows details.
const $=id=>document.getElementById(id);
const D=JSON.parse($('data').textContent),W=D.words;
const say=(text,...args)=>text.replace(/%(\d)/g,(_,at)=>args[at-1]);
const two=n=>String(n).padStart(2,'0');
const clock=minutes=>two(Math.floor(minutes/60))+':'+two(minutes%60);
const first=Date.parse(D.from+'T00:00:00Z');
const dates=new Map();
const dateOf=day=>{let d=dates.get(day);if(!d){d=new Date(first+day*864e5).toISOString().slice(0,10);dates.set(day,d)}return d};
const weekday=day=>W.days[new Date(first+day*864e5).getUTCDay()];
const grouped=n=>n.toLocaleString('en-US');
const km=metres=>say(W.km,grouped(Math.round(metres/100)/10));
const agencyOf=team=>D.teams[team][1];
const narrowed={agency:'',month:''};
const listeners=[];
const fits=(team,day)=>(narrowed.agency===''||agencyOf(team)===+narrowed.agency)&&(narrowed.month===''||dateOf(day).startsWith(narrowed.month));
// Where each visit stands: tour and day of the tour.
const stands=new Map();
D.tours.forEach((tour,t)=>tour[2].forEach((day,d)=>day[3].forEach(v=>stands.set(v,[t,d]))));
const el=(name,text,className)=>{const e=document.createElement(name);if(text!==undefined)e.textContent=text;if(className)e.className=className;return e};
const tip=$('tip');
function showTip(x,y,title,lines){
  tip.replaceChildren(el('b',title),...lines.map(line=>el('span',line)));
  tip.hidden=false;
  const w=tip.offsetWidth,h=tip.offsetHeight;
  tip.style.left=Math.max(8,Math.min(x+16,innerWidth-w-8))+'px';
  tip.style.top=(y+20+h>innerHeight?Math.max(8,y-h-14):y+20)+'px';
}
const hideTip=()=>{tip.hidden=true};
function narrow(change){
  Object.assign(narrowed,change);
  $('agency').value=narrowed.agency;$('month').value=narrowed.month;
  let visits=0,tasks=0;
  for(const v of D.visits)if(fits(v[2],v[3])){visits++;tasks+=v[7].length}
  $('filtered').textContent=narrowed.agency===''&&narrowed.month===''?'':say(W.filtered,grouped(visits),grouped(tasks));
  listeners.forEach(f=>f());
}
$('agency').addEventListener('change',e=>narrow({agency:e.target.value}));
$('month').addEventListener('change',e=>narrow({month:e.target.value}));
$('reset').addEventListener('click',()=>narrow({agency:'',month:''}));
document.addEventListener('keydown',e=>{if(e.key==='Escape')hideTip()});
