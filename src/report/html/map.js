// The map: enlarge, move, narrow, and say what is under the pointer.
{
const map=$('map'),picked=$('picked'),full=map.viewBox.baseVal;
const whole={x:0,y:0,w:full.width,h:full.height};
let view={...whole},pinned=false,rest;
map.classList.remove('crowded');
if(D.visits.length>3000)map.classList.add('dense');
const labels=[...map.querySelectorAll('text.city'),...map.querySelectorAll('text.county'),...map.querySelectorAll('.badge')];
const units=()=>1/map.getScreenCTM().a;
function placeLabels(){
  // All are measured before any is changed: the browser then works the page out once.
  const taken=[],boxes=labels.map(label=>label.getBoundingClientRect());
  labels.forEach((label,at)=>{
    // Boxes hold the room above and below the letters, too, of which names may share some.
    const b=boxes[at],clash=taken.some(t=>b.left<t.right&&t.left<b.right&&b.top+4<t.bottom&&t.top+4<b.bottom);
    label.classList.toggle('hide',clash);
    if(!clash)taken.push(b);
  });
}
function drawScale(){
  const px=map.getScreenCTM().a*(+map.dataset.perKm);
  let length=1;
  for(const step of[1,2,5,10,20,50,100,200,500])if(step*px<=130)length=step;
  const bar=$('scale');
  bar.style.width=length*px+'px';bar.firstChild.textContent=length+' km';
}
function draw(still){
  full.x=view.x;full.y=view.y;full.width=view.w;full.height=view.h;
  map.style.setProperty('--u',units());
  drawScale();
  // While a crowded map moves it is drawn roughly; names find their places when it rests.
  if(still===true||!map.classList.contains('dense')){placeLabels();return}
  map.classList.add('moving');
  clearTimeout(rest);
  rest=setTimeout(()=>{map.classList.remove('moving');placeLabels()},160);
}
function zoom(factor,cx,cy){
  const w=Math.min(whole.w*8,Math.max(whole.w/40,view.w*factor)),f=w/view.w;
  view={x:cx-(cx-view.x)*f,y:cy-(cy-view.y)*f,w,h:view.h*f};
  draw();
}
const centre=()=>[view.x+view.w/2,view.y+view.h/2];
const at=e=>{const m=map.getScreenCTM().inverse();return[m.a*e.clientX+m.e,m.d*e.clientY+m.f]};
const all=()=>{view={...whole};draw()};
$('zoom-in').addEventListener('click',()=>zoom(.6,...centre()));
$('zoom-out').addEventListener('click',()=>zoom(1/.6,...centre()));
$('zoom-all').addEventListener('click',all);
map.addEventListener('wheel',e=>{
  // A page that scrolls past the map must not get caught in it.
  if(!e.ctrlKey&&!e.metaKey&&document.activeElement!==map)return;
  e.preventDefault();zoom(e.deltaY>0?1.2:1/1.2,...at(e));
},{passive:false});
map.addEventListener('dblclick',e=>{e.preventDefault();zoom(.5,...at(e))});
let drag=null;
map.addEventListener('pointerdown',e=>{if(e.button)return;drag={x:e.clientX,y:e.clientY,from:{...view},moved:false}});
addEventListener('pointerup',()=>{drag=null});
map.addEventListener('pointermove',e=>{
  if(drag&&e.buttons){
    const u=units(),dx=e.clientX-drag.x,dy=e.clientY-drag.y;
    if(Math.abs(dx)+Math.abs(dy)<4&&!drag.moved)return;
    drag.moved=true;hideTip();
    view={...view,x:drag.from.x-dx*u,y:drag.from.y-dy*u};draw();
  }else if(!pinned)look(e);
});
map.addEventListener('pointerleave',()=>{if(!pinned){hideTip();pick(-1)}});
map.addEventListener('click',e=>{pinned=false;pinned=look(e)});
map.addEventListener('keydown',e=>{
  const step=view.w/8,move={ArrowLeft:[-step,0],ArrowRight:[step,0],ArrowUp:[0,-step],ArrowDown:[0,step]}[e.key];
  if(move){view.x+=move[0];view.y+=move[1];draw()}
  else if(e.key==='+'||e.key==='=')zoom(.7,...centre());
  else if(e.key==='-')zoom(1/.7,...centre());
  else if(e.key==='0')all();
  else if(e.key==='Escape'){pinned=false;pick(-1);return}
  else return;
  e.preventDefault();
});
function nearest(e){
  const[x,y]=at(e),reach=12*units();
  let best=-1,least=reach*reach;
  D.visits.forEach((v,i)=>{
    if(!fits(v))return;
    const s=D.sites[v[1]],dx=s[3]-x,dy=s[4]-y,d=dx*dx+dy*dy;
    if(d<least){least=d;best=i}
  });
  return best;
}
function look(e){
  const i=nearest(e);
  pick(i);
  if(i<0){hideTip();return false}
  const v=D.visits[i],site=D.sites[v[1]],stand=stands.get(i);
  const lines=[D.regions[site[2]][1]+' · '+site[0],dayOf(v[3])+' '+weekday(v[3])+' '+clock(v[5])+'–'+clock(v[6]),
    D.teams[v[2]][0]+' · '+D.agencies[agencyOf(v[2])][1]];
  for(const t of v[7])lines.push(D.texts[t[1]]+' × '+t[2]+' → '+D.agencies[t[3]][1]);
  if(stand)lines.push(say(W.tour,D.tours[stand[0]][0],stand[1]+1,D.tours[stand[0]][2].length));
  showTip(e.clientX,e.clientY,site[1],lines);
  return true;
}
// The whole tour of a visit, drawn over the others.
function pick(i){
  const stand=i<0?undefined:stands.get(i);
  if(!stand){picked.setAttribute('d','');return}
  const tour=D.tours[stand[0]];
  picked.setAttribute('d',tour[2].map(day=>wayOf(tour[1],day)).join(''));
}
// Pieces of road: points, and where they lead when passed forwards or backwards.
const pieces=D.pieces.map(flat=>{
  const points=[];
  let x=0,y=0;
  for(let i=0;i<flat.length;i+=2)points.push([x+=flat[i],y+=flat[i+1]]);
  return points;
});
const pointsOf=number=>number>0?pieces[number-1]:pieces[-number-1].slice().reverse();
const pathOf=points=>'M'+points.map(p=>p.join(' ')).join('L');
// A day's places in order, and its way with every bend of the roads. Visits beyond the list are left out.
const stopsOf=(team,day)=>[placeOf(team,day[1]),...day[3].map(v=>D.visits[v]?siteOf(v):null),placeOf(team,day[4])];
function legsOf(team,day){
  const stops=stopsOf(team,day),whole=stops.every(Boolean),legs=[];
  const known=stops.filter(Boolean);
  for(let at=1;at<known.length;at++)legs.push([known[at-1],whole&&day[9]?day[9][at-1]:[],known[at]]);
  return legs;
}
const wayOf=(team,day)=>pathOf(legsOf(team,day).flatMap(([from,leg,to],at)=>[...(at?[]:[from]),...leg.flatMap(pointsOf),to]));
// The ways of the days that are chosen, drawn anew; the order of stops where there are few.
const chosen=$('chosen'),layers=[...map.querySelectorAll('.tours g')];
const shape=(name,set)=>{const e=document.createElementNS('http://www.w3.org/2000/svg',name);for(const key in set)e.setAttribute(key,set[key]);return e};
const placeOf=(team,region)=>region<0?D.agencies[agencyOf(team)].slice(2,4):D.regions[region].slice(2,4);
const siteOf=v=>{const s=D.sites[D.visits[v][1]];return[s[3],s[4]]};
// Many days: each piece of road once, wider where more legs pass; ways beside the roads as lines.
function addDay(layer,team,day){
  for(const[from,leg,to]of legsOf(team,day)){
    if(!leg.length){layer.beside.add(pathOf([from,to]));continue}
    const on=pointsOf(leg[0])[0],off=pointsOf(leg[leg.length-1]).slice(-1)[0];
    layer.beside.add(pathOf([from,on])).add(pathOf([to,off]));
    for(const number of leg){const at=Math.abs(number)-1;layer.used.set(at,(layer.used.get(at)||0)+1)}
  }
}
function layerPaths(layer){
  const roads=['','',''];
  for(const[at,legs]of layer.used)roads[legs<4?0:legs<15?1:2]+=pathOf(pieces[at]);
  return[['way',[...layer.beside].join('')],['way quiet',roads[0]],['way busy',roads[1]],['way main',roads[2]]];
}
function drawChosen(){
  const agencies=new Map(),order=[],days=[];
  for(const[,team,held]of D.tours)for(const day of held)
    if(dayFits(team,day[0])&&day[3].some(v=>D.visits[v]&&forProgram(D.visits[v])))days.push([team,day]);
  const few=days.length<=12;
  for(const[team,day]of days){
    const a=agencyOf(team);
    let layer=agencies.get(a);
    if(!layer)agencies.set(a,layer={beside:new Set(),used:new Map(),stops:''});
    if(few)layer.beside.add(wayOf(team,day));else addDay(layer,team,day);
    day[3].forEach((v,at)=>{if(D.visits[v]&&forProgram(D.visits[v])){layer.stops+='M'+siteOf(v).join(' ')+'h0';order.push([at+1,siteOf(v)])}});
  }
  const parts=[];
  for(const[a,layer]of agencies){
    const g=shape('g',{class:'a'+a%10});
    for(const[name,d]of layerPaths(layer))if(d)g.append(shape('path',{class:name,d}));
    g.append(shape('path',{class:'stop',d:layer.stops}));parts.push(g);
  }
  if(days.length<=2)for(const[at,[x,y]]of order){const t=shape('text',{class:'order',x,y});t.textContent=at;parts.push(t)}
  chosen.setAttribute('class',few?'few':'');
  chosen.replaceChildren(...parts);
}
// What is chosen in the middle, not so near that nothing else is seen.
function fit(){
  const b=chosen.getBBox();
  if(!b.width&&!b.height)return;
  const w=Math.min(whole.w*2,Math.max(whole.w/6,b.width*1.4,b.height*1.4*whole.w/whole.h)),h=w*whole.h/whole.w;
  view={x:b.x+b.width/2-w/2,y:b.y+b.height/2-h/2,w,h};draw();
}
let near=false;
const rests=[...map.querySelectorAll('.rest')];
listeners.push(()=>{
  pinned=false;pick(-1);hideTip();
  const fine=narrowed.team!==''||narrowed.day!==''||narrowed.program!==''||narrowed.month!=='';
  for(const g of layers)g.style.display=!fine&&(narrowed.agency===''||g.dataset.a===narrowed.agency)?'':'none';
  if(fine)drawChosen();else chosen.replaceChildren();
  const few=fine&&narrowed.team!==''&&narrowed.day!=='';
  if(few)fit();else if(near)all();
  near=few;
  const nights=new Map();
  for(const[,team,days]of D.tours)for(const day of days)
    if(day[4]>=0&&dayFits(team,day[0])&&day[3].some(v=>D.visits[v]&&forProgram(D.visits[v])))nights.set(day[4],(nights.get(day[4])||0)+1);
  for(const rest of rests){
    const count=nights.get(+rest.dataset.r)||0;
    rest.style.display=count?'':'none';
    rest.querySelector('text').textContent='☾ '+count;
    rest.querySelector('rect').setAttribute('width',24+7*String(count).length);
  }
  placeLabels();
  const agency=narrowed.team!==''?String(agencyOf(+narrowed.team)):narrowed.agency;
  for(const b of map.querySelectorAll('.base'))b.style.display=agency===''||b.dataset.a===agency?'':'none';
  for(const b of $('legend').querySelectorAll('button'))b.setAttribute('aria-pressed',b.dataset.a===narrowed.agency);
});
$('legend').addEventListener('click',e=>{
  const b=e.target.closest('button');
  if(b)narrow({agency:b.dataset.a===narrowed.agency?'':b.dataset.a});
});
new ResizeObserver(()=>draw(true)).observe(map);
}
