import { Dense, Dropout, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
const B=Number(process.env.B??128), W=Number(process.env.W??1024), T=Number(process.env.T??1), SIMD=(process.env.SIMD??'true')==='true'?true:'plain';
async function graphOf(noiseShape:any){
  let graph:any; const inner=cpu({threads:1});
  const spy={...inner,compile(g:any,o:any){graph??=g; return inner.compile(g,o);}};
  const drop=()=>new Dropout({rate:0.5,...(noiseShape?{noiseShape}:{})});
  const model=sequential([new Dense({units:W,activation:'relu'}),drop(),new Dense({units:W,activation:'relu'}),drop(),new Dense({units:10,activation:'softmax'})]);
  model.compile({optimizer:'adam',loss:'categoricalCrossentropy' as any,seed:1,backend:spy as any});
  const x=Array.from({length:B},(_,i)=>Array.from({length:784},(_,j)=>((i*31+j*17)%97)/97)); const y=Array.from({length:B},(_,i)=>{const r=new Array(10).fill(0); r[i%10]=1; return r;});
  await model.fit(x as any,y as any,{epochs:1,batchSize:B,verbose:0});
  return graph;
}
const own=await graphOf(undefined), shared=await graphOf([1,null]);
async function make(graph:any,opts:any){
  const e=await cpu({threads:T,simd:SIMD as any,...opts}).compile(graph); const p=e.inPlace!()!;
  for(const [name,a] of Object.entries(p.state)) if(!name.startsWith('optimizer')) for(let i=0;i<a.length;i++) a[i]=(((i*7919)%1009)/1009-0.5)*0.06;
  for(const [name,a] of Object.entries(p.inputs)){ if(a instanceof Int32Array){} else for(let i=0;i<a.length;i++) a[i]=((i*31)%97)/97; if(name.startsWith('scalar')) a.fill(0.001);}
  const feed=Object.entries(p.inputs).map(([n,a])=>[a,a.slice()] as const); let s=0; if(process.env.DBG) {p.run(); console.log(Object.keys(p.inputs), Object.entries(p.outputs).map(([k,v])=>k+':'+v.slice(0,3)));} return ()=>{ for(const [a,v] of feed) if(a instanceof Int32Array) a.fill(++s); else a.set(v as any); p.run(); return p.outputs['loss']![0]; };
}
const which=(process.env.ONLY??'own,shared,whole').split(','); const runs:Record<string,any>={}; if(which.includes('own')) runs.own=await make(own,{}); if(which.includes('shared')) runs.shared=await make(shared,{}); if(which.includes('whole')) runs.whole=await make(shared,{compaction:false});
const times:Record<string,number[]>={}; for(const k in runs){times[k]=[]; for(let i=0;i<3;i++) runs[k]();}
const R=Number(process.env.R??12);
for(let r=0;r<R;r++) for(const k in runs){const t=performance.now(); runs[k](); times[k]!.push(performance.now()-t);}
const med=(a:number[])=>[...a].sort((x,y)=>x-y)[a.length>>1]!; const min=(a:number[])=>Math.min(...a);
for(const k in runs) console.log(k.padEnd(7),'median',med(times[k]!).toFixed(2),'min',min(times[k]!).toFixed(2), 'ratio(min) to own',(min(times[k]!)/min(times[Object.keys(runs)[0]!]!)).toFixed(3),'loss',runs[k]());
process.exit(0);
