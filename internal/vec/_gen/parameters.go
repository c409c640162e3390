package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// param loads a parameter of the size of a register.
func param(name string) GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

// slice loads the base of a slice that is a parameter.
func slice(name string) Mem { return Mem{Base: Load(Param(name).Base(), GP64())} }

// length loads the length of a slice that is a parameter.
func length(name string) Register { return Load(Param(name).Len(), GP64()) }

// address returns where a parameter or result is.
func address(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}
