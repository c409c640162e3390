// Command gen writes the assembly of command limits:
//
//	go run . -out ../kernels_amd64.s -stubs ../kernels_stubs_amd64.go -pkg main
//
// The package's go generate runs it.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("!purego")
	for _, w := range []width{avx2, avx512} {
		for _, f := range []precision{f64, f32} {
			fma(w, f)
			difference(w, f)
		}
		read(w)
	}
	Generate()
}
