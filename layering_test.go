package clm_test

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// floors numbers the packages from the ground up: a package imports packages
// of lower floors only. A folder counts as the longest entry that it begins
// with.
var floors = map[string]int{
	"internal/cpu": 0,

	"internal/vec":   1,
	"internal/par":   1,
	"internal/rng":   1,
	"internal/codec": 1,

	"":              2,
	"internal/gemm": 2,

	"internal/view":     3,
	"internal/sparse":   3,
	"internal/check":    3,
	"internal/golden":   3,
	"internal/report":   3,
	"internal/calendar": 3,

	"internal/tree":  4,
	"internal/knn":   4,
	"internal/optim": 4,

	"events":             5,
	"feature":            5,
	"cluster":            5,
	"factor":             5,
	"timeseries":         5,
	"nn":                 5,
	"assoc":              5,
	"recommend":          5,
	"churn":              5,
	"clv":                5,
	"internal/modeltest": 5,

	"segment": 6,

	"plot":       7,
	"examples":   7,
	"benchmarks": 7,
}

// besides are the imports allowed within one floor.
var besides = map[string]string{
	"internal/check": "internal/view", // the search for bad values walks rows
	"internal/rng":   "internal/vec",  // random normal numbers take logarithms
}

// floorOf returns the floor of a folder. Generators are on the top one.
func floorOf(dir string) (int, bool) {
	for p := range strings.SplitSeq(dir, "/") {
		if p == "_gen" {
			return 7, true
		}
	}
	for at := dir; at != ""; at = strings.TrimPrefix(path.Dir(at), ".") {
		if f, ok := floors[at]; ok {
			return f, true
		}
	}
	if dir == "" {
		return floors[""], true
	}
	return 0, false
}

// layering lists what violates the floors. Test files may import what they
// like.
func layering(list []source) []string {
	var bad []string
	unknown := map[string]bool{}
	for _, s := range list {
		if s.test() {
			continue
		}
		own, ok := floorOf(s.dir)
		if !ok {
			if !unknown[s.dir] {
				bad = append(bad, fmt.Sprintf("%s has no floor", s.dir))
			}
			unknown[s.dir] = true
			continue
		}
		for _, im := range s.file.Imports {
			p, err := strconv.Unquote(im.Path.Value)
			if err != nil || p != modulePath && !strings.HasPrefix(p, modulePath+"/") {
				continue
			}
			to := strings.TrimPrefix(strings.TrimPrefix(p, modulePath), "/")
			switch f, ok := floorOf(to); {
			case !ok:
				bad = append(bad, fmt.Sprintf("%s imports %s, which has no floor", s.path, to))
			case besides[s.dir] == to && to != "":
			case f >= own && !(own == 7 && within(s.dir, to)):
				bad = append(bad, fmt.Sprintf("%s is on floor %d and imports %q on floor %d", s.path, own, to, f))
			}
		}
	}
	return bad
}

// within tells whether two folders are of the same nested module.
func within(a, b string) bool {
	a, _, _ = strings.Cut(a, "/")
	b, _, _ = strings.Cut(b, "/")
	return a == b
}

func TestLayering(t *testing.T) {
	require.Empty(t, layering(parsed(t, os.DirFS("."), true)))
}

func TestLayeringFindsViolations(t *testing.T) {
	importing := func(pkg string) string {
		return "package x\nimport _ " + strconv.Quote(strings.TrimSuffix(modulePath+"/"+pkg, "/"))
	}
	for _, c := range []struct{ path, pkg, want string }{
		{"cluster/a.go", "", ""},
		{"cluster/a.go", "internal/vec", ""},
		{"segment/a.go", "events", ""},
		{"examples/lifecycle/main.go", "segment", ""},
		{"examples/lifecycle/main.go", "examples/internal/chart", ""},
		{"cluster/a_test.go", "recommend", ""},
		{"internal/vec/_gen/main.go", "internal/vec", ""},
		{"cluster/deep/a.go", "internal/knn", ""},
		{"a.go", "internal/codec", ""},
		{"internal/check/a.go", "internal/view", ""},
		{"internal/rng/a.go", "internal/vec", ""},

		{"internal/view/a.go", "internal/check", "floor 3"},
		{"internal/vec/a.go", "internal/rng", "floor 1"},
		{"timeseries/a.go", "cluster", "floor 5"},
		{"events/a.go", "segment", "floor 6"},
		{"cluster/a.go", "examples", "floor 7"},
		{"examples/a.go", "benchmarks", "floor 7"},
		{"internal/vec/a.go", "", "floor 2"},
		{"internal/vec/a.go", "internal/par", "floor 1"},
		{"cluster/deep/a.go", "cluster", "floor 5"},
		{"internal/drawer/a.go", "", "internal/drawer has no floor"},
		{"internal/vector/a.go", "", "internal/vector has no floor"},
		{"cluster/a.go", "internal/drawer", "which has no floor"},
		{"clusters/a.go", "", "clusters has no floor"},
	} {
		got := layering(parsed(t, fake(c.path, importing(c.pkg)), true))
		if c.want == "" {
			require.Empty(t, got, "%s", c.path)
			continue
		}
		require.Len(t, got, 1, "%s", c.path)
		require.Contains(t, got[0], c.want)
	}
}
