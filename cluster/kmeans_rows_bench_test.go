package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/view"
)

// Rows per second of one pass over the rows of a table, from centres that are some of
// the rows.
func BenchmarkRowTable(b *testing.B) {
	for _, size := range [][3]int{{8192, 128, 1024}, {16384, 64, 100}, {16384, 64, 8}, {4096, 512, 256}} {
		n, d, k := size[0], size[1], size[2]
		x := clouds(1, n, d, max(k/4, 2))
		for _, set := range cpu.Sets()[1:] {
			restore := set.Use()
			mean, total, _, err := columnMeans(b.Context(), "bench", view.Of(x), nil, 1)
			if err != nil {
				b.Fatal(err)
			}
			t, err := newRowTable(b.Context(), view.Of(x), nil, mean, total, false, 1)
			if err != nil {
				b.Fatal(err)
			}
			restore()
			r := rand.New(rand.NewPCG(1, 1))
			for _, way := range []string{"sieve", "float64"} {
				c := centers{k: k, d: d, at: make([]float64, k*d)}
				for j := range k {
					t.row(r.IntN(n), c.center(j))
				}
				for i := range c.at {
					c.at[i] *= 0.9
				}
				label, gap := make([]int32, n), make([]float32, n)
				b.Run(fmt.Sprintf("set=%s/n=%d/d=%d/k=%d/way=%s", set.Name, n, d, k, way), func(b *testing.B) {
					defer set.Use()()
					for b.Loop() {
						t.prepare(&c)
						c.products.sieves = way == "sieve"
						for lo := 0; lo < n; lo += tileRows {
							if err := t.assign(b.Context(), lo, lo+tileRows, &c, label, gap); err != nil {
								b.Fatal(err)
							}
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
					if s := c.products.sieve; way == "sieve" {
						b.ReportMetric(float64(s.chains.Load())/float64(s.asked.Load()), "chains/row")
						b.ReportMetric(float64(s.crowded.Load())/float64(s.asked.Load()), "crowded/row")
					}
				})
			}
		}
	}
}
