package assoc_test

import (
	"fmt"
	"iter"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// market is a small database for which everything can be tried: items are the
// bits of the baskets.
type market struct {
	baskets []uint
	weights []int
	items   int
}

func randomMarket(r *rand.Rand) market {
	m := market{items: 1 + r.IntN(8)}
	n := 1 + r.IntN(30)
	dense := r.Float64()
	for range n {
		var b uint
		for i := range m.items {
			if r.Float64() < dense {
				b |= 1 << i
			}
		}
		m.baskets = append(m.baskets, b)
		m.weights = append(m.weights, 1)
	}
	return m
}

// id spreads the items over all that is legal, in an order that is not that of
// the bits.
func id(bit int) int { return []int{5, 2147483647, 0, 1048576, 17, 1048575, 3, 2000000000, 9, 1}[bit] }

func items(set uint) []int {
	var list []int
	for ; set != 0; set &= set - 1 {
		list = append(list, id(bits.TrailingZeros(set)))
	}
	slices.Sort(list)
	return list
}

func (m market) all() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for b := range m.weighted() {
			if !yield(b) {
				return
			}
		}
	}
}

// weighted yields the baskets, in the same memory each time, with an item
// repeated and the largest one first.
func (m market) weighted() iter.Seq2[[]int, int] {
	return func(yield func([]int, int) bool) {
		buf := make([]int, 0, 20)
		for i, b := range m.baskets {
			buf = append(buf[:0], items(b)...)
			slices.Reverse(buf)
			if len(buf) > 1 {
				buf = append(buf, buf[i%len(buf)])
			}
			if !yield(buf, m.weights[i]) {
				return
			}
			for j := range buf {
				buf[j] = -1
			}
		}
	}
}

func (m market) n() (n int) {
	for _, w := range m.weights {
		n += w
	}
	return n
}

func (m market) support(set uint) (count int) {
	for i, b := range m.baskets {
		if b&set == set {
			count += m.weights[i]
		}
	}
	return count
}

// want lists the sets as the definitions say, one a line.
func (m market) want(minCount int, target assoc.Target, minLen, maxLen int) []string {
	var sets []uint
	for set := uint(1); set < 1<<m.items; set++ {
		count := m.support(set)
		if count < minCount {
			continue
		}
		ok := true
		for i := range m.items {
			if more := set | 1<<i; more != set {
				c := m.support(more)
				ok = ok && !(target == assoc.Closed && c == count) && !(target == assoc.Maximal && c >= minCount)
			}
		}
		if k := bits.OnesCount(set); ok && k >= minLen && (maxLen == 0 || k <= maxLen) {
			sets = append(sets, set)
		}
	}
	slices.SortFunc(sets, func(a, b uint) int {
		if d := bits.OnesCount(a) - bits.OnesCount(b); d != 0 {
			return d
		}
		return slices.Compare(items(a), items(b))
	})
	var lines []string
	for _, s := range sets {
		lines = append(lines, line(items(s), m.support(s)))
	}
	return lines
}

func line(set []int, count int) string {
	return fmt.Sprintf("%s (%d)", strings.Trim(fmt.Sprint(set), "[]"), count)
}

func lines(s *assoc.Itemsets) []string {
	var list []string
	for set, count := range s.All() {
		list = append(list, line(set, count))
	}
	return list
}

// miners are all three with the same fields.
func miners(c assoc.Eclat) map[string]assoc.Miner {
	return map[string]assoc.Miner{"apriori": assoc.Apriori(c), "fpgrowth": assoc.FPGrowth(c), "eclat": c}
}

// agree compares all miners with the definitions, for every target.
func (m market) agree(t testing.TB, minCount, minLen, maxLen, workers int) {
	t.Helper()
	for _, target := range []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal} {
		want := m.want(minCount, target, minLen, maxLen)
		c := assoc.Eclat{MinCount: minCount, MinLen: minLen, MaxLen: maxLen, Target: target, Workers: workers}
		var first []byte
		for name, miner := range miners(c) {
			var s *assoc.Itemsets
			var err error
			if slices.Max(m.weights) == 1 && slices.Min(m.weights) == 1 {
				s, err = miner.Fit(t.Context(), m.all())
			} else {
				s, err = miner.(interface {
					assoc.Miner
					weightedFitter
				}).FitWeighted(t.Context(), m.weighted())
			}
			require.NoError(t, err, name)
			require.Equal(t, want, lines(s), "%s, %s, at least %d, lengths %d to %d, %b", name, target, minCount, minLen, maxLen, m.baskets)
			require.Equal(t, len(want), s.Len())
			require.Equal(t, m.n(), s.Baskets())
			file, err := s.MarshalBinary()
			require.NoError(t, err)
			if first == nil {
				first = file
			}
			require.Equal(t, first, file, "%s: another file", name)
			m.supports(t, s, minCount, maxLen, target)
			if name == "eclat" && target == assoc.All {
				m.counted(t, c, s)
			}
		}
	}
}

// counted counts the sets that a miner has found.
func (m market) counted(t testing.TB, c assoc.Eclat, s *assoc.Itemsets) {
	t.Helper()
	counts, err := c.CountWeighted(t.Context(), m.weighted())
	require.NoError(t, err)
	require.Equal(t, countsOf(s), counts, "at least %d, lengths %d to %d, %b", c.MinCount, c.MinLen, c.MaxLen, m.baskets)
}

// countsOf are the counts of sets that have been found.
func countsOf(s *assoc.Itemsets) *assoc.SetCounts {
	c := &assoc.SetCounts{Baskets: s.Baskets(), MinCount: s.MinCount(), ByLength: []int64{0}}
	for set := range s.All() {
		for len(c.ByLength) <= len(set) {
			c.ByLength = append(c.ByLength, 0)
		}
		c.ByLength[len(set)]++
	}
	return c
}

// supports asks for the support of every set there is.
func (m market) supports(t testing.TB, s *assoc.Itemsets, minCount, maxLen int, target assoc.Target) {
	t.Helper()
	for set := range uint(1) << m.items {
		want := m.support(set)
		got, ok := s.Support(items(set)...)
		k := bits.OnesCount(set)
		switch {
		case k == 0:
			require.True(t, ok)
		case want < minCount || maxLen > 0 && k > maxLen:
			require.False(t, ok, "set %v of %d", items(set), want)
			continue
		case target == assoc.Maximal || target == assoc.Closed && maxLen > 0:
			if !ok {
				continue
			}
		default:
			require.True(t, ok, "%s: set %v of %d", target, items(set), want)
		}
		require.Equal(t, want, got, "%s: set %v", target, items(set))
	}
}

func TestMinersAgreeWithTheDefinitions(t *testing.T) {
	rounds := 2000
	if testing.Short() {
		rounds = 150
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		m := randomMarket(r)
		if r.IntN(3) == 0 {
			for i := range m.weights {
				m.weights[i] = r.IntN(4) * (1 + r.IntN(50))
			}
			m.weights[0]++
		}
		minLen, maxLen := 0, 0
		if r.IntN(2) == 0 {
			minLen = r.IntN(4)
		}
		if r.IntN(2) == 0 {
			maxLen = max(minLen, 1+r.IntN(4))
		}
		m.agree(t, 1+r.IntN(max(1, m.n()/(1+r.IntN(6)))), minLen, maxLen, 1+r.IntN(3))
	}
}
