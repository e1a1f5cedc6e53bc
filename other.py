import http.client,time,sys
end=time.time()+float(sys.argv[1]); lat=[]; bad={}
c=None
while time.time()<end:
    t=time.time()
    try:
        if c is None: c=http.client.HTTPConnection("127.0.0.1",18080,timeout=5,source_address=('127.0.0.2',0))
        c.request('GET','/x',headers={'Host':'wiki.example'}); r=c.getresponse(); r.read()
        if r.status!=200: bad[r.status]=bad.get(r.status,0)+1; c.close(); c=None
        if len(lat)%20==0 and c: c.close(); c=None
    except Exception as e:
        bad[type(e).__name__]=bad.get(type(e).__name__,0)+1; c=None
    lat.append(time.time()-t)
    time.sleep(max(0,0.02-(time.time()-t)))
lat.sort(); n=len(lat)
print('other: n=%d p50=%.1fms p99=%.1fms max=%.1fms bad=%s'%(n,lat[n//2]*1e3,lat[n*99//100]*1e3,lat[-1]*1e3,bad))
