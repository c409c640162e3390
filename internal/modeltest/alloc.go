package modeltest

import (
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/par"
)

// mallocs returns how many allocations one call of f makes. Other goroutines
// allocate as well, so the least of several measurements counts.
func mallocs(calls int, f func()) uint64 {
	procs := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(procs)
	f()
	least := ^uint64(0)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range calls {
			f()
		}
		runtime.ReadMemStats(&after)
		least = min(least, (after.Mallocs-before.Mallocs)/uint64(calls))
		if least == 0 {
			break
		}
	}
	return least
}

// free expects that f allocates nothing. testing.AllocsPerRun looks with one
// processor only, mallocs with two.
func free(t TB, name string, f func() error) {
	t.Helper()
	if err := f(); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	run := func() { _ = f() }
	if n := testing.AllocsPerRun(20, run); n != 0 {
		t.Errorf("%s allocates %v times", name, n)
	} else if n := mallocs(20, run); n != 0 {
		t.Errorf("%s allocates %d times with two processors", name, n)
	}
}

func (c *Case[D, T, M]) allocs(t TB) {
	m, x := c.model(t), c.Matrix.get(c.Data(1))
	all := forms(x)
	tables := map[string]mat.Matrix{"dense": all["dense"], "sliced": all["sliced"], "one block": tile(x, par.Block)}
	if c.Skip[SparseForm] == "" {
		tables["sparse"] = sparseOf(x)
	}
	for _, q := range c.Matrix.Questions {
		for name, x := range tables {
			free(t, q.name+", "+name, q.again(m, x))
		}
		if q.rowAgain != nil {
			free(t, q.name+" of a row", q.rowAgain(m, rowOf(x, 0)))
		}
	}
}

func (c *Case[D, T, M]) allocsLarge(t TB) {
	m, x := c.model(t), c.Matrix.get(c.Data(1))
	const slack = 16 // goroutines that the runtime had not yet at hand
	for _, q := range c.Matrix.Questions {
		count := func(blocks int) uint64 {
			ask := q.again(m, tile(x, blocks*par.Block))
			return mallocs(2, func() {
				if err := ask(); err != nil {
					t.Fatalf("%s: %v", q.name, err)
				}
			})
		}
		few, many := count(2), count(6)
		if many > few+slack {
			t.Errorf("%s allocates %d times for 2 blocks of rows and %d times for 6", q.name, few, many)
		}
	}
}
