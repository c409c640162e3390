package main

// The assembly is written by the program in _gen, a module of its own; this
// command makes the committed files again, to the byte.

//go:generate env GOWORK=off go -C _gen run . -out ../kernels_amd64.s -stubs ../kernels_stubs_amd64.go -pkg main
