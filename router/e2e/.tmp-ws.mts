import { startGuardedRouter } from '/work/main/router/e2e/start-guarded-router.ts'
import { WebSocket } from 'ws'
const r = await startGuardedRouter({})
const mode = process.argv[2]
const junk = '['+'{},'.repeat(340000)+'{}]'
globalThis.gc?.()
console.log('start', Math.round(process.memoryUsage().heapUsed/1e6))
const socks=[]
for (let i=0;i<20;i++){ const w=new WebSocket(r.url.replace('http','ws')+'/graphql','graphql-transport-ws'); socks.push(w)
 await new Promise(res=>w.once('open',res))
 w.send(mode==='init'?`{"type":"connection_init","payload":{"x":${junk}}}`:'{"type":"connection_init"}')
 await new Promise(res=>w.once('message',res))
 if(mode==='sub'){ w.send(`{"id":"1","type":"subscribe","payload":{"query":"subscription{ticks{text}}","variables":{"x":[${('['+'{},'.repeat(900)+'{}],').repeat(370)}[]]}}}`); let m=''; w.on('message',x=>{m=String(x).slice(0,200); if(i==0)console.log(m)}); await new Promise(res=>setTimeout(res,300)) }
}
await new Promise(res=>setTimeout(res,1000)); globalThis.gc?.()
console.log('20 sockets', Math.round(process.memoryUsage().heapUsed/1e6), 'listeners', r.hub.countListeners())
process.exit()
