-- Few enough of scripts/sprites.lua's coins that one can see each.
arg[1] = 150
dofile "../../scripts/sprites.lua"
