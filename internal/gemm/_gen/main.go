// Command gen writes the assembly of package gemm and its files for float32:
//
//	go run . -kernels panel64 -out ../panel64_amd64.s -stubs ../panel64_stubs_amd64.go -pkg gemm
//	go run . -single ../mul.go,../pack.go
//
// The package's go generate runs it for every file.
package main

import (
	"flag"
	"log"
	"strings"

	. "github.com/mmcloughlin/avo/build"
)

// families are the groups of kernels; each has a file here and one there.
var families = map[string]func(){
	"pack":     packing,
	"panel64":  panels(8),
	"row64":    rows(8),
	"row32":    rows(4),
	"column64": columns(8),
	"column32": columns(4),
	"panel32":  panels(4),
}

func main() {
	name := flag.String("kernels", "", "which kernels to write")
	files := flag.String("single", "", "files of float64, with commas between them, to write again for float32")
	flag.Parse()
	if *files != "" {
		if err := single(strings.Split(*files, ",")); err != nil {
			log.Fatal(err)
		}
		return
	}
	family, ok := families[*name]
	if !ok {
		log.Fatalf("there are no kernels %q", *name)
	}
	ConstraintExpr("!purego")
	family()
	Generate()
}
