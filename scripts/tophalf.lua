-- The top half of the screen turns white; the rest stays as it is.
fill(0, 0, w, h/2, 0xffffff)
