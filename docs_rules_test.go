package clm_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// one makes a folder of a package from the text of its files.
func one(t *testing.T, text string, tests ...string) *folder {
	t.Helper()
	pairs := []string{"p/p.go", "// Package p is a package for tests.\npackage p\n" + text}
	for _, test := range tests {
		pairs = append(pairs, "p/p_test.go", "package p_test\n"+test)
	}
	all := folders(parsed(t, fake(pairs...), false))
	require.Len(t, all, 1)
	return all[0]
}

func TestZerosMustBeDocumented(t *testing.T) {
	for _, c := range []struct {
		field string
		good  bool
	}{
		{"K int // number of clusters, required", true},
		{"Starts int // runs; 0 means 10", true},
		{"Starts int // runs (0: 10)", true},
		{"Starts int // runs; 0 or less means 10", true},
		{"Share float64 // share of rows, 0 to 1; zero stands for a half", true},
		{"Seed uint64 // every value is a fixed seed", true},
		{"Init Init // how to start; \"\" is Greedy", true},
		{"Init string // how to start; empty means greedy", true},
		{"Fixed []float64 // edges; nil lets the data decide", true},
		{"Progress func(done, total int) // is told; nil is silent", true},
		{"Exact bool // walks all pairs; false takes a sample", true},
		{"Every Period // length; the zero Period is a day", true},
		{"// Starts is the number of runs.\n// 0\n// means 10.\nStarts int", true},
		{"Every Period // length; zero (no unit) means a month", true},
		{"hidden int", true},

		{"K int", false},
		{"K int // number of clusters; it means a lot", false},
		{"Share float64 // share of rows, 0 to 1", false},
		{"Share float64 // between 0 and 1, which is usual", false},
		{"Starts int // runs; 10 means ten", false},
		{"Starts int // runs; at least 0", false},
		{"Init Init // how to start; 0 is Greedy", false},
		{"Fixed []float64 // edges; 0 is fine", false},
		{"Exact bool // whether to walk all pairs", false},
		{"A, B int // 0 means 10", false},
	} {
		f := one(t, "type Init string\ntype C struct {\n"+c.field+"\nZ int // 0 is fine\n}\nfunc (c C) Read() {}\n")
		if bad := undocumentedZeros(f); c.good {
			require.Empty(t, bad, c.field)
		} else {
			require.Len(t, bad, 1, c.field)
		}
	}
	for method, n := range map[string]int{"Fit": 1, "Of": 1, "OfLog": 1, "Read": 1, "Run": 0} {
		require.Len(t, undocumentedZeros(one(t, "type C struct{ K int }\nfunc (c C) "+method+"() {}")), n, method)
	}
	require.Len(t, undocumentedZeros(one(t, "type C[T any] struct{ K int }\nfunc (c C[T]) Fit() {}")), 1)
}

func TestFitMustTakeAValue(t *testing.T) {
	require.Empty(t, pointerFits(one(t, "type C struct{}\nfunc (c C) Fit() {}")))
	require.Len(t, pointerFits(one(t, "type C struct{}\nfunc (c *C) Fit() {}")), 1)
	require.Len(t, pointerFits(one(t, "type C[T any] struct{}\nfunc (c *C[T]) Fit() {}")), 1)
}

func TestFitMustHaveSourceAndCost(t *testing.T) {
	const fit = "type C struct{}\nfunc (c C) Fit() {}"
	require.Empty(t, unsourced(one(t, "// C fits in O(n).\n//\n// Source: Somebody, A title, 1999.\n"+fit)))
	require.Len(t, unsourced(one(t, fit)), 2)
	require.Len(t, unsourced(one(t, "// C fits in O(n).\n"+fit)), 1)
	require.Len(t, unsourced(one(t, "// C fits in O(n).\n// Source:\n"+fit)), 1)
	require.Len(t, unsourced(one(t, "// C fits.\n//\n// Source: Somebody, A title, 1999.\n"+fit)), 1)
}

func TestConfigurationsMustHaveExamples(t *testing.T) {
	const fit = "type C struct{ K int }\nfunc (c C) Fit() {}"
	const read = "type C struct{ K int }\nfunc (c C) Read() {}"
	good := "func ExampleC() {\n\tp.C{K: 1}.Fit()\n\t// Output: 1\n}"
	require.Empty(t, unexemplified(one(t, fit, good)))
	require.Empty(t, unexemplified(one(t, read, good)))
	require.Empty(t, unexemplified(one(t, fit, "func Example_all() {\n\tc := p.C{}\n\tc.Fit()\n\t// Output: 1\n}")))
	require.Empty(t, unexemplified(one(t, "type C[T any] struct{}\nfunc (c C[T]) Fit() {}", "func Example() {\n\tp.C[int]{}.Fit()\n\t// Unordered output: 1\n}")))
	require.Len(t, unexemplified(one(t, fit)), 1)
	require.Len(t, unexemplified(one(t, read)), 1)
	require.Len(t, unexemplified(one(t, fit, "func ExampleC() {\n\tp.C{K: 1}.Fit()\n}")), 1)
	require.Len(t, unexemplified(one(t, fit, "func ExampleC() {\n\tp.D{K: 1}.Fit()\n\t// Output: 1\n}")), 1)
	require.Len(t, unexemplified(one(t, fit, "func TestC() {\n\tp.C{K: 1}.Fit()\n\t// Output: 1\n}")), 1)
}

func TestNamesMustBeDocumented(t *testing.T) {
	for _, c := range []struct {
		text string
		good bool
	}{
		{"// F does one thing.\nfunc F() {}", true},
		{"// A T is a kind of thing.\ntype T int", true},
		{"// T holds some numbers.\ntype T int\n// M gives one of them.\nfunc (t *T) M() {}", true},
		{"// T holds some numbers.\ntype T int\nfunc (t T) String() string { return \"\" }", true},
		{"// The units of the calendar.\nconst (\nDay = 1\nWeek = 2\n)", true},
		{"const Day = 1 // how long a day is", true},
		{"func f() {}\ntype t int\nfunc (t t) M() {}\nvar v = 1", true},

		{"func F() {}", false},
		{"// F.\nfunc F() {}", false},
		{"// Does one thing well.\nfunc F() {}", false},
		{"type T int", false},
		{"// Numbers of some kind.\ntype T int", false},
		{"// T holds some numbers.\ntype T int\nfunc (t T) M() {}", false},
		{"// T holds some numbers.\ntype T int\n// Gives one of them.\nfunc (t T) M() {}", false},
		{"var V = 1", false},
		{"const (\nDay = 1\n)", false},
	} {
		if bad := undocumentedNames(one(t, c.text)); c.good {
			require.Empty(t, bad, c.text)
		} else {
			require.Len(t, bad, 1, c.text)
		}
	}
}

func TestPackagesMustBeIntroduced(t *testing.T) {
	introduce := func(comment string) []string {
		return unintroduced(folders(parsed(t, fake("p/p.go", comment+"\npackage p"), false))[0])
	}
	require.Empty(t, introduce("// Package p is a package for tests."))
	require.Len(t, introduce(""), 1)
	require.Len(t, introduce("// Package p is."), 1)
	require.Len(t, introduce("// This package is for tests of all kinds."), 1)
}
