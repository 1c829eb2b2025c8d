import { chromium } from 'playwright-core'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
const dir=process.argv[2]
const s=createServer((q,r)=>{const n=q.url==='/'?'/index.html':q.url;try{r.writeHead(200,{'content-type':n.endsWith('js')?'text/javascript':'text/html'}).end(readFileSync(dir+n))}catch{r.writeHead(404).end()}});await new Promise(r=>s.listen(0,r))
const args=['--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync','--no-sandbox',...process.argv.slice(3)]
const b=await chromium.launch({executablePath:'/tmp/talkchart-chromium-143-0/chromium',headless:true,args})
for(let i=0;i<20;i++){const c=await b.newContext();const p=await c.newPage();await p.goto(`http://127.0.0.1:${s.address().port}/`);await p.waitForFunction(()=>'components' in window);await p.waitForTimeout(150);await c.close()}
await b.close();s.close()
