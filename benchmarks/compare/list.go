package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/clm-go/clm/internal/cpu"
)

// most is how many benchmarks the list may have: the whole comparison is to
// take a few minutes on two cores.
const most = 40

// By how much a benchmark may be slower.
const (
	kernel = 1.10
	fit    = 1.15
)

// packages are the benchmarks that are compared, without the word Benchmark.
// They run for well under 100 ms, and on one goroutine where they can choose.
// A kernel is steadier than a fit, so less of a slowdown counts.
var packages = []struct {
	dir   string
	limit float64 // ratio of times
	names []string
}{
	{"internal/vec", kernel, []string{
		"Dot/n=16", "Dot/n=256", "Dot32/n=256",
		"SqDist/n=256", "SqDist32/n=256",
		"Axpy/n=256", "ArgMin/n=256", "AppendAtMost/limit=0/n=256",
		"Assign/n=16384/d=16/k=32/avx2", "Assign/n=16384/d=16/k=32/avx512", "Assign32/n=16384/d=16/k=32/avx2",
		"ExpTo/n=1024", "LogTo/n=1024",
		"RadixSort/n=1024/bits=64",
	}},
	{"internal/gemm", kernel, []string{
		"Mul/type=f64/m=64/n=64/k=64/workers=1/set=avx2", "Mul/type=f64/m=64/n=64/k=64/workers=1/set=avx512",
		"Mul/type=f32/m=64/n=64/k=64/workers=1/set=avx2",
		"Mul/type=f64/m=256/n=8/k=10/workers=1/set=avx2", "Mul/type=f64/m=8/n=512/k=128/workers=1/set=avx2",
		"Mul/type=f64/m=256/n=256/k=256/workers=1/set=avx2", "Mul/type=f64/m=256/n=256/k=256/workers=1/set=avx512",
		"Mul/type=f32/m=256/n=256/k=256/workers=1/set=avx512",
	}},
	{"cluster", fit, []string{
		"KMeansFit/n=4338/d=3/k=5/workers=1",
		"KMeansPredict/n=1/d=16/k=8", "KMeansPredict/n=4096/d=16/k=8",
		"DBSCANFit/n=100000/d=2/workers=1",
		"LinkageFit/method=ward/n=2000/d=3/workers=1",
		"Silhouette/n=4338/d=3/k=5/workers=1",
		"Scores/n=100000/d=16/k=8",
	}},
	{"feature", fit, []string{
		"ScalerFit/method=standard/n=100000/d=8/workers=1",
		"ScalerTransform/n=100000/d=8",
	}},
	{"timeseries", fit, []string{
		"ARIMAFit/orders=(2,1,1)(0,1,1)12/n=144", "ARIMAFit/orders=(2,1,1)(0,1,1)24/n=900",
		"STL/n=8760/period=24/window=13/robust=false", "STL/n=8760/period=24/window=13/robust=true",
	}},
	{"segment", fit, []string{"RFMFit/n=10000", "RFMScores", "Cohorts"}},
	{"events", fit, []string{
		"CSVRead/n=200000/input=plain/duplicates=keep",
		"Tally/events=541909/unit=day",
	}},
}

// limit returns that of a benchmark.
func limit(benchmark string) float64 {
	dir, _, _ := strings.Cut(benchmark, ".")
	for _, p := range packages {
		if p.dir == dir {
			return p.limit
		}
	}
	panic("no package in the list: " + dir)
}

// all returns the names with their packages in front.
func all() []string {
	var names []string
	for _, p := range packages {
		for _, n := range p.names {
			names = append(names, p.dir+"."+n)
		}
	}
	return names
}

// pattern returns what -test.bench takes for the names that are of a package,
// "" if there are none.
func pattern(dir string, names []string) string {
	var list []string
	for _, n := range names {
		n, ok := strings.CutPrefix(n, dir+".")
		if !ok {
			continue
		}
		parts := strings.Split("Benchmark"+n, "/")
		for i, p := range parts {
			parts[i] = "^" + regexp.QuoteMeta(p) + "$"
		}
		list = append(list, strings.Join(parts, "/"))
	}
	return strings.Join(list, "|")
}

// absent returns the names of a package that did not run, though this machine can:
// ran has what did, and a name may ask for a set of CPU features.
func absent(dir string, names []string, ran map[string]bool) []string {
	var sets []string
	for _, s := range cpu.Sets() {
		sets = append(sets, s.Name)
	}
	var list []string
	for _, n := range names {
		parts := strings.Split(n, "/")
		other := slices.ContainsFunc([]string{"avx2", "avx512"}, func(set string) bool {
			asked := slices.Contains(parts, set) || slices.Contains(parts, "set="+set)
			return asked && !slices.Contains(sets, set)
		})
		if strings.HasPrefix(n, dir+".") && !ran[n] && !other {
			list = append(list, n)
		}
	}
	return list
}
