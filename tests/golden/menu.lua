-- scripts/menu.lua on one of its pages.
keep.page = { name = "list", category = 6 }
dofile "../../scripts/menu.lua"
