// Command gen writes the assembly of package vec:
//
//	go run . -kernels reduce -out ../reduce_amd64.s -stubs ../reduce_stubs_amd64.go -pkg vec
//
// The package's go generate runs it for every file.
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
)

// families are the groups of kernels; each has a file here and one there.
var families = map[string]func(){
	"addrows":     addRows,
	"argmin":      argMin,
	"assign":      assign,
	"atmost":      atMost,
	"bitrows":     bitRows,
	"elementwise": elementwise,
	"gaps":        gaps,
	"math":        mathematics,
	"nearer":      nearer,
	"reduce":      reduce,
	"riccati":     riccati,
	"roots":       roots,
	"scan":        scans,
	"schur":       schur,
	"twolowest":   twoLowest,
	"within":      within,
}

func main() {
	name := flag.String("kernels", "", "which kernels to write")
	flag.Parse()
	family, ok := families[*name]
	if !ok {
		log.Fatalf("there are no kernels %q", *name)
	}
	ConstraintExpr("!purego")
	family()
	Generate()
}
