package assoc_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

// There are as many sets of each length as Borgelt's miners have found.
func TestCountsAreBorgelts(t *testing.T) {
	for _, ref := range references(t) {
		t.Run(fmt.Sprintf("%s/%v", ref.Dataset, ref.Percent), func(t *testing.T) {
			baskets := public(t, ref.Dataset)
			want := &assoc.SetCounts{Baskets: ref.Baskets, MinCount: ref.MinCount, ByLength: []int64{0}}
			for _, n := range ref.Frequent.BySize {
				want.ByLength = append(want.ByLength, int64(n))
			}
			list := []int{1, 2, 7}
			if testing.Short() {
				list = list[1:2]
			}
			for _, workers := range list {
				got, err := assoc.Eclat{MinSupport: ref.Percent / 100, Workers: workers}.Count(t.Context(), baskets)
				require.NoError(t, err)
				require.Equal(t, want, got)
				require.Equal(t, int64(ref.Frequent.Count), got.Total())
			}
		})
	}
}

// crowd yields n baskets, of so many items each with a chance that falls from the most
// to the least; groups of items that follow each other are bought together.
func crowd(n, items, together int, most, least float64) [][]int {
	r := rand.New(rand.NewPCG(uint64(n), uint64(items)))
	rows := make([][]int, n)
	for i := range rows {
		for x := 0; x < items; x += together {
			if r.Float64() < most+(least-most)*float64(x)/float64(items) {
				rows[i] = append(rows[i], span(x, min(x+together, items))...)
			}
		}
	}
	return rows
}

// drawn adds to each basket that has the first two of three groups of items the third one: that is in all baskets of the two and not in all of either.
func drawn(rows [][]int, items, together int) [][]int {
	for i, row := range rows {
		has := map[int]bool{}
		for _, x := range row {
			has[x/together] = true
		}
		for g := 0; g < items/together-2; g += 3 {
			if has[g] && has[g+1] && !has[g+2] {
				has[g+2] = true
				rows[i] = append(rows[i], span((g+2)*together, (g+3)*together)...)
			}
		}
	}
	return rows
}

// More items and baskets than all subsets can be tried of, dense and sparse, few and
// many, each item for itself and in groups.
func TestCountsAreThoseOfFit(t *testing.T) {
	for _, c := range []struct {
		name     string
		rows     [][]int
		minCount int
	}{
		{"dense", crowd(700, 20, 1, 0.95, 0.3), 90},
		{"dense, groups", crowd(300, 24, 3, 0.9, 0.4), 60},
		{"dense, many", crowd(20_000, 18, 1, 0.9, 0.2), 4000},
		{"dense, many, groups", crowd(20_000, 24, 2, 0.9, 0.2), 4000},
		{"sparse", crowd(3000, 200, 1, 0.06, 0.01), 10},
		{"sparse, groups", crowd(3000, 400, 4, 0.06, 0.01), 12},
		{"sparse, drawn", drawn(crowd(3000, 120, 2, 0.06, 0.05), 120, 2), 12},
		{"sparse, few", crowd(60, 600, 5, 0.06, 0.03), 7},
	} {
		for _, o := range []assoc.Eclat{{}, {MaxLen: 1}, {MaxLen: 2}, {MaxLen: 3, MinLen: 2}, {MinLen: 4, MaxLen: 5}, {MinLen: 30}} {
			for _, weighted := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%d-%d/%v", c.name, o.MinLen, o.MaxLen, weighted), func(t *testing.T) {
					o := o
					o.MinCount = c.minCount
					baskets := func(yield func([]int, int) bool) {
						for i, row := range c.rows {
							w := 1
							if weighted {
								w = i * 7 % 4
							}
							if !yield(row, w) {
								return
							}
						}
					}
					s, err := o.FitWeighted(t.Context(), baskets)
					require.NoError(t, err)
					for _, workers := range []int{1, 2, 7} {
						o.Workers = workers
						got, err := o.CountWeighted(t.Context(), baskets)
						require.NoError(t, err)
						require.Equal(t, countsOf(s), got)
					}
				})
			}
		}
	}
}

// saturated are the numbers of a polynomial, the largest int64 where they are above it.
func saturated(numbers []*big.Int) []int64 {
	var list []int64
	for _, n := range numbers {
		v := int64(math.MaxInt64)
		if n.IsInt64() {
			v = n.Int64()
		}
		list = append(list, v)
	}
	return list
}

// subsetsOf returns how many subsets a set of n items has, of each length but 0.
func subsetsOf(n int) []*big.Int {
	list := []*big.Int{new(big.Int)}
	of := big.NewInt(1)
	for k := 1; k <= n; k++ {
		of = new(big.Int).Mul(of, big.NewInt(int64(n-k+1)))
		of.Quo(of, big.NewInt(int64(k)))
		list = append(list, of)
	}
	return list
}

// What nobody can list is counted at once.
func TestCountsOfExplosions(t *testing.T) {
	// The parts of two sets, less those of what they have in common.
	twoSets := func(n, common int) []*big.Int {
		list, less := subsetsOf(n), subsetsOf(common)
		for k := range list {
			list[k] = new(big.Int).Lsh(list[k], 1)
			if k <= common {
				list[k].Sub(list[k], less[k])
			}
		}
		return list
	}
	nearly := subsetsOf(50) // and for each of 30 items that item with any of the 50
	nearly = append(nearly, new(big.Int))
	for k := range nearly {
		nearly[k].Add(nearly[k], new(big.Int).Mul(big.NewInt(30), new(big.Int).Binomial(50, int64(k-1))))
	}
	nearly[0].SetInt64(0)
	for name, c := range map[string]struct {
		baskets  iter.Seq[[]int]
		minCount int
		want     []*big.Int
	}{
		"one huge basket":       {repeat(1, span(0, 5000)), 1, subsetsOf(5000)},
		"thirty equal baskets":  {repeat(30, span(0, 50)), 30, subsetsOf(50)},
		"the last that fits":    {repeat(2, span(0, 66)), 2, subsetsOf(66)},
		"one more":              {repeat(2, span(0, 67)), 2, subsetsOf(67)},
		"thirty nearly equal":   {nearlyEqual(30, 50), 30, subsetsOf(50)},
		"each with its own":     {nearlyEqual(30, 50), 1, nearly},
		"two parts of a basket": {slices.Values([][]int{span(0, 3000), span(1500, 4500)}), 1, twoSets(3000, 1500)},
		"two parts, small":      {slices.Values([][]int{span(0, 40), span(20, 60)}), 1, twoSets(40, 20)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, workers := range []int{1, 2, 7} {
				s, err := assoc.Eclat{MinCount: c.minCount, MaxSets: 1, Workers: workers}.Count(t.Context(), c.baskets)
				require.NoError(t, err)
				require.Equal(t, saturated(c.want), s.ByLength)
				sum := new(big.Int)
				for _, n := range c.want {
					sum.Add(sum, n)
				}
				require.Equal(t, saturated([]*big.Int{sum})[0], s.Total())
			}
			s, err := assoc.Eclat{MinCount: c.minCount, MinLen: 3, MaxLen: 4}.Count(t.Context(), c.baskets)
			require.NoError(t, err)
			require.Equal(t, append([]int64{0, 0, 0}, saturated(c.want[3:5])...), s.ByLength)
		})
	}
	// A hundred thousand items take no longer than they take to read.
	s, err := assoc.Eclat{MinCount: 1}.Count(t.Context(), repeat(1, span(0, 100_000)))
	require.NoError(t, err)
	require.Len(t, s.ByLength, 100_001)
	require.Equal(t, []int64{0, 100_000, 4_999_950_000, 166_661_666_700_000}, s.ByLength[:4])
	require.Equal(t, int64(math.MaxInt64), s.ByLength[50_000])
	require.Equal(t, []int64{4_999_950_000, 100_000, 1}, s.ByLength[99_998:])
	require.Equal(t, int64(math.MaxInt64), s.Total())
}

// Baskets that lie in one another: item i is in all that have an item after it, so each
// set has the support of its last item.
func TestCountsOfNestedBaskets(t *testing.T) {
	const n = 1500
	baskets := func(yield func([]int, int) bool) {
		for i := range n {
			if !yield(span(0, i+1), 1) {
				return
			}
		}
		yield(nil, 60_000)
	}
	s, err := assoc.Eclat{MinCount: 1}.CountWeighted(t.Context(), baskets)
	require.NoError(t, err)
	require.Equal(t, saturated(subsetsOf(n)), s.ByLength)
	require.Equal(t, 60_000+n, s.Baskets)
	s, err = assoc.Eclat{MinCount: 1000}.CountWeighted(t.Context(), baskets)
	require.NoError(t, err)
	require.Equal(t, saturated(subsetsOf(n-999)), s.ByLength)
}

func TestCountsOfOddBaskets(t *testing.T) {
	s, err := assoc.Eclat{MinSupport: 0.5}.Count(t.Context(), slices.Values([][]int{{}, nil, {}}))
	require.NoError(t, err)
	require.Equal(t, &assoc.SetCounts{Baskets: 3, MinCount: 2, ByLength: []int64{0}}, s)
	require.Zero(t, s.Total())
	s, err = assoc.Eclat{MinCount: math.MaxInt}.Count(t.Context(), slices.Values(breakfast))
	require.NoError(t, err)
	require.Equal(t, []int64{0}, s.ByLength)
	s, err = assoc.Eclat{MinCount: 1, MinLen: 2}.Count(t.Context(), slices.Values([][]int{{math.MaxInt32}}))
	require.NoError(t, err)
	require.Equal(t, []int64{0}, s.ByLength)
	s, err = assoc.Eclat{MinCount: 1}.CountWeighted(t.Context(), func(yield func([]int, int) bool) {
		_ = yield([]int{1, 2}, math.MaxInt32-1) && yield([]int{2}, 0) && yield([]int{1}, 1)
	})
	require.NoError(t, err)
	require.Equal(t, []int64{0, 2, 1}, s.ByLength)
}

func TestCountErrors(t *testing.T) {
	wrong := wrongMiners()
	wrong["Target, closed"] = assoc.Eclat{MinCount: 1, Target: assoc.Closed}
	wrong["Target, maximal"] = assoc.Eclat{MinCount: 1, Target: assoc.Maximal}
	for name, c := range wrong {
		s, err := c.Count(t.Context(), slices.Values(breakfast))
		require.Nil(t, s)
		var config *clm.ConfigError
		require.ErrorAs(t, err, &config, name)
		require.Equal(t, "assoc.Eclat", config.Type)
		require.Contains(t, name, config.Field)
	}
	c := assoc.Eclat{MinCount: 1}
	_, err := c.Count(t.Context(), slices.Values([][]int{{1}, {}, {4, -7}}))
	require.EqualError(t, err, "assoc.Eclat.Count: value -7 at row 2, column 1, want an item of 0 to 2147483647")
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = c.CountWeighted(t.Context(), func(yield func([]int, int) bool) { yield([]int{1}, -2) })
	require.EqualError(t, err, "assoc.Eclat.Count: weight: value -2 at row 0, want at least 0")
	_, err = c.Count(t.Context(), slices.Values([][]int(nil)))
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = c.CountWeighted(t.Context(), func(yield func([]int, int) bool) {
		_ = yield([]int{1}, math.MaxInt32) && yield([]int{3}, 1)
	})
	require.ErrorIs(t, err, clm.ErrLimit)
}

// Baskets and configuration stay as they are, whatever memory the baskets come in.
func TestCountChangesNothing(t *testing.T) {
	rows := crowd(50, 12, 1, 0.8, 0.4)
	before := make([][]int, len(rows))
	for i, row := range rows {
		before[i] = slices.Clone(row)
	}
	c := assoc.Eclat{MinSupport: 0.2, MinLen: 1}
	_, err := c.Count(t.Context(), slices.Values(rows))
	require.NoError(t, err)
	require.Equal(t, before, rows)
	require.Equal(t, assoc.Eclat{MinSupport: 0.2, MinLen: 1}, c)
}

func TestCountTellsItsProgress(t *testing.T) {
	for _, workers := range []int{1, 7} {
		var calls [][2]int
		c := assoc.Eclat{MinCount: 3, Workers: workers, Progress: func(done, total int) { calls = append(calls, [2]int{done, total}) }}
		_, err := c.Count(t.Context(), slices.Values(breakfast))
		require.NoError(t, err)
		require.Equal(t, [][2]int{{1, 5}, {2, 5}, {3, 5}, {4, 5}, {5, 5}}, calls) // the baskets, and four items
	}
}

// A count that takes long is stopped soon, for any kind of baskets, and leaves nothing
// running.
func TestCountIsStoppedSoon(t *testing.T) {
	why := errors.New("why")
	var few, many [][]int // some 2⁴⁰ sets, none in every basket of another
	for i := range 40 {
		b := span(0, 40)
		few = append(few, append(b[:i:i], b[i+1:]...))
	}
	for i := range 20_000 {
		many = append(many, few[i%len(few)])
	}
	var wide [][]int // groups of items instead
	for _, row := range few {
		var b []int
		for _, x := range row {
			b = append(b, 3*x, 3*x+1, 3*x+2)
		}
		wide = append(wide, b)
	}
	sparse := slices.Clone(few) // among baskets of other items
	for i := range 20_000 {
		sparse = append(sparse, []int{100 + i%1000, 1100 + i%999})
	}
	for name, rows := range map[string][][]int{"few": few, "many": many, "groups": wide, "sparse": sparse} {
		for _, workers := range []int{1, 2} {
			before := runtime.NumGoroutine()
			ctx, cancel := context.WithCancelCause(t.Context())
			timer := time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			s, err := assoc.Eclat{MinCount: 1, Workers: workers}.Count(ctx, slices.Values(rows))
			timer.Stop()
			require.Nil(t, s)
			require.ErrorIs(t, err, why, name)
			require.LessOrEqual(t, runtime.NumGoroutine(), before+1)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	_, err := assoc.Eclat{MinCount: 1}.Count(ctx, slices.Values(breakfast))
	require.ErrorIs(t, err, why)
}
