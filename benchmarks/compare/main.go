// Command compare runs the same benchmarks of two source trees in turn and
// fails for those that have become slower. .ci/bench calls it:
//
//	go run ./benchmarks/compare -base ../base -benchstat ./benchstat
//
// Of each benchmark in the list it takes ten samples on either side and prints
// benchstat's table. One that is slower, significantly (p < 0.01) and by more
// than its limit (10 % for a kernel, 15 % for a fit), gets ten fresh samples
// on either side. If these say so too, it fails the comparison.
//
// Where the base's own samples, those of odd and those of even rounds, are more
// than 5 % apart, the machine is too noisy: such a benchmark is called
// inconclusive and does not fail.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	head := flag.String("head", ".", "source tree that is asked about")
	base := flag.String("base", "", "source tree to compare with")
	benchstat := flag.String("benchstat", "benchstat", "the program")
	flag.Parse()
	if *base == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		log.Fatal(err)
	}
	worse, err := run(*base, *head, dir, *benchstat)
	os.RemoveAll(dir)
	if err != nil {
		log.Fatal(err)
	}
	if len(worse) > 0 {
		log.Fatalf("slower than the base, twice in a row: %s", strings.Join(worse, ", "))
	}
	fmt.Println("nothing is slower for sure")
}

// run returns the benchmarks that are slower beyond doubt.
func run(base, head, dir, benchstat string) ([]string, error) {
	start := time.Now()
	s := sampler{dir: dir, benchstat: benchstat}
	for _, p := range packages {
		if err := s.build(base, head, p.dir); err != nil {
			return nil, err
		}
	}
	first, err := s.compare("first", all())
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(all(), func(name string) bool { _, ok := first[name]; return ok })
	fmt.Printf("\n%d benchmarks compared in %.0f s", len(first), time.Since(start).Seconds())
	if len(missing) > 0 {
		fmt.Printf("; not on both sides: %s", strings.Join(missing, ", "))
	}
	fmt.Println()
	say(unclear(first))
	suspects := flagged(first)
	if len(suspects) == 0 {
		return nil, nil
	}
	fmt.Printf("slower at first sight: %s\n\n", strings.Join(suspects, ", "))
	second, err := s.compare("second", suspects)
	if err != nil {
		return nil, err
	}
	say(unclear(second))
	return slower(first, second), nil
}

// say names what the machine was too noisy for.
func say(unclear []string) {
	if len(unclear) > 0 {
		fmt.Printf("inconclusive, as the base differs from itself by over 5 %%: %s\n", strings.Join(unclear, ", "))
	}
}
