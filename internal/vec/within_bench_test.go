package vec

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
)

// BenchmarkWithin reports the time of a call; the points are in the cache.
func BenchmarkWithin(b *testing.B)   { benchWithin(b, within64s) }
func BenchmarkWithin32(b *testing.B) { benchWithin(b, within32s) }

func benchWithin[T number](b *testing.B, c counter[T]) {
	for _, d := range []int{2, 3, 10} {
		for _, n := range []int{1, 2, 4, 10, 20, 32, 100, 1000} {
			x, q := c.points(rand.New(rand.NewPCG(1, 2)), n, n, d, 0, false)
			mask := make([]uint64, (n+63)/64)
			for _, s := range cpu.Sets() {
				b.Run(fmt.Sprintf("count/d=%d/n=%d/%s", d, n, s.Name), func(b *testing.B) {
					defer s.Use()()
					for b.Loop() {
						c.count(x, n, n, q, 1)
					}
				})
				b.Run(fmt.Sprintf("mask/d=%d/n=%d/%s", d, n, s.Name), func(b *testing.B) {
					defer s.Use()()
					for b.Loop() {
						c.mask(mask, x, n, n, q, 1)
					}
				})
			}
		}
	}
}
