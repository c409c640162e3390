// Command limits prints what this machine can do at best, measured now: fused
// multiply-adds and differences a second for each set of CPU features, bytes
// read from each level of memory, and what it costs to share out work.
//
//	go run ./benchmarks/limits
//	go run ./benchmarks/limits -seconds 1
//
// A kernel's share of a limit of the same run tells more than its time. Nothing
// else should run meanwhile.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/machine"
	"github.com/clm-go/clm/internal/cpu"
)

func main() {
	log.SetFlags(0)
	seconds := flag.Float64("seconds", 0.5, "time for one figure; the best of ten parts of it counts")
	flag.Parse()
	if flag.NArg() > 0 || !(*seconds > 0) {
		flag.Usage()
		os.Exit(2)
	}
	fmt.Println(origin())
	fmt.Println()
	if err := write(os.Stdout, measure(time.Duration(*seconds*float64(time.Second)), blocks)); err != nil {
		log.Fatal(err)
	}
}

// origin says in one line where the figures come from.
func origin() string {
	var sets []string
	for _, s := range cpu.Sets() {
		sets = append(sets, s.Name)
	}
	return fmt.Sprintf("%s, %s, features %s, %s/%s, GOMAXPROCS %d",
		machine.CPU(), runtime.Version(), strings.Join(sets, " "), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
}
