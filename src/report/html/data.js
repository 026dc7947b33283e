// The data, what it is narrowed to, and the tip that shows details.
const $=id=>document.getElementById(id);
const D=JSON.parse($('data').textContent),W=D.words;
const say=(text,...args)=>text.replace(/%(\d)/g,(_,at)=>args[at-1]);
const two=n=>String(n).padStart(2,'0');
const clock=minutes=>two(Math.floor(minutes/60))+':'+two(minutes%60);
const first=Date.parse(D.from+'T00:00:00Z');
const dates=new Map();
const dateOf=day=>{let d=dates.get(day);if(!d){d=new Date(first+day*864e5).toISOString().slice(0,10);dates.set(day,d)}return d};
// A day as people write it; the year only where the plan has two.
const months=['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec'];
const years=D.from.slice(0,4)!==D.to.slice(0,4),zh=document.documentElement.lang.startsWith('zh');
const dayOf=day=>{
  const[y,m,d]=dateOf(day).split('-').map(Number);
  return zh?(years?y+'年':'')+m+'月'+d+'日':d+' '+months[m-1]+(years?' '+y:'');
};
const weekday=day=>W.days[new Date(first+day*864e5).getUTCDay()];
const grouped=n=>n.toLocaleString('en-US');
const km=metres=>say(W.km,grouped(Math.round(metres/100)/10));
const agencyOf=team=>D.teams[team][1];
const fields=['agency','team','program','month','day'];
const nothing=Object.fromEntries(fields.map(f=>[f,'']));
const narrowed={...nothing};
const listeners=[];
const dayFits=(team,day)=>(narrowed.agency===''||agencyOf(team)===+narrowed.agency)&&(narrowed.team===''||team===+narrowed.team)
  &&(narrowed.month===''||dateOf(day).startsWith(narrowed.month))&&(narrowed.day===''||dateOf(day)===narrowed.day);
const forProgram=v=>narrowed.program===''||v[7].some(t=>t[4]===+narrowed.program);
const fits=v=>dayFits(v[2],v[3])&&forProgram(v);
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
  // A choice that contradicts a former one replaces it.
  if(narrowed.team!==''&&narrowed.agency!==''&&agencyOf(+narrowed.team)!==+narrowed.agency)narrowed['team' in change?'agency':'team']='';
  if(narrowed.day!==''&&narrowed.month!==''&&!narrowed.day.startsWith(narrowed.month))narrowed['day' in change?'month':'day']='';
  for(const f of fields)$(f).value=narrowed[f];
  let visits=0,tasks=0;
  for(const v of D.visits)if(fits(v)){visits++;tasks+=v[7].length}
  const some=fields.some(f=>narrowed[f]!=='');
  $('filtered').textContent=some?say(W.filtered,grouped(visits),grouped(tasks)):'';
  $('reset').disabled=!some;
  listeners.forEach(f=>f());
}
for(const f of fields)$(f).addEventListener('change',e=>narrow({[f]:e.target.value}));
$('reset').addEventListener('click',()=>narrow(nothing));
document.addEventListener('keydown',e=>{if(e.key==='Escape')hideTip()});
