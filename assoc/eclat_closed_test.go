package assoc

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Both ways of looking at items left behind find the sets that are left when all
// frequent ones are filtered, whether the baskets are dense or not.
func TestBothWaysOfClosing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		items, n := 1+r.IntN(90), 1+r.IntN(150)
		length := 1 + r.IntN(6)
		weighted := r.IntN(2) == 0
		baskets := func(yield func([]int, int) bool) {
			r := rand.New(rand.NewPCG(uint64(items), uint64(n)))
			for range n {
				var b []int
				for range 1 + r.IntN(length) {
					b = append(b, min(r.IntN(items), r.IntN(items)))
				}
				if len(b) > 2 {
					b = append(b, b[0]^1) // pairs that go together
				}
				w := 1
				if weighted {
					w = r.IntN(70)
				}
				if !yield(b, w) {
					return
				}
			}
		}
		take := func() *intake {
			in := newIntake("test")
			require.NoError(t, in.walkWeighted(t.Context(), baskets))
			return in
		}
		if take().n == 0 {
			continue
		}
		minCount := 1 + r.IntN(6)
		for _, target := range []Target{Closed, Maximal} {
			want, err := FPGrowth{MinCount: minCount, Target: target}.FitWeighted(t.Context(), baskets)
			require.NoError(t, err)
			wanted, err := want.MarshalBinary()
			require.NoError(t, err)
			for _, dense := range []bool{false, true} {
				o := options{MinCount: minCount, Target: target, Workers: 2}.filled()
				l, err := take().indexed(t.Context(), minCount, dense, 2)
				require.NoError(t, err)
				found, err := closeAll(t.Context(), l, o, newAllowance(o.MaxSets))
				require.NoError(t, err)
				s, err := l.arrange(t.Context(), "test", found, o)
				require.NoError(t, err)
				got, err := s.MarshalBinary()
				require.NoError(t, err)
				require.Equal(t, wanted, got, "%s, dense %v, at least %d", target, dense, minCount)
			}
		}
	}
}

func TestTurn(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var a, b [64]uint64
	for i := range a {
		a[i] = r.Uint64()
	}
	b = a
	turn(&b)
	for i := range a {
		for j := range b {
			require.Equal(t, a[i]>>j&1, b[j]>>i&1)
		}
	}
}
