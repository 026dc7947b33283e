# generate
