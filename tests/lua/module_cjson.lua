-- An installed module: lua-cjson.
local check = require "check"
local cjson = require "cjson"

check.equal(cjson.decode('{"w": [64, 48]}').w[1], w)
check.equal(cjson.encode { h, true, cjson.null }, "[48,true,null]")
check.done()
