-- The routing of all contestants, for Apache Traffic Server. The remap rule has chosen the local datacenter.
local PRIMARY_PORT = @EQIAD
local safe = { GET = true, HEAD = true, OPTIONS = true }

local function goes_home()
  local uri = ts.client_request.get_uri()
  local arguments = ts.client_request.get_uri_args()
  if arguments and ('&' .. arguments .. '&'):find('&action=rollback&', 1, true) then return true end
  if uri:find('/wiki/Special:CentralLogin', 1, true) == 1 then return true end
  local cookie = ts.client_request.header['Cookie']
  if cookie and (';' .. cookie:gsub(' ', '') .. ';'):find(';UseDC=master;', 1, true) then return true end
  local method = ts.client_request.get_method()
  if safe[method] then return @READS_HOME end
  local promised = ts.client_request.header['Promise-Non-Write-API-Action'] == 'true'
  return @READS_HOME or not (method == 'POST' and uri == '/w/api.php' and promised)
end

function do_remap()
  if goes_home() then ts.client_request.set_url_port(PRIMARY_PORT) end
  return TS_LUA_REMAP_DID_REMAP
end
