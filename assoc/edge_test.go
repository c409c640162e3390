package assoc_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

// span returns the items lo to hi−1.
func span(lo, hi int) []int {
	var b []int
	for i := lo; i < hi; i++ {
		b = append(b, i)
	}
	return b
}

func repeat(n int, basket []int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for range n {
			if !yield(basket) {
				return
			}
		}
	}
}

// The share is the decimal that prints it: 0.07 of 100 is 7, although
// 0.07·100 is 7.000000000000001 in floating point.
func TestMinSupportIsADecimal(t *testing.T) {
	for _, c := range []struct {
		share float64
		n     int
		want  int
	}{
		{0.07, 100, 7}, {0.57, 100, 57}, {0.1, 30, 3}, {0.1, 31, 4}, {1, 9, 9}, {1e-9, 5, 1}, {1.0 / 3, 3, 1},
		{0.3333333333333334, 3, 2}, {5e-324, 7, 1}, {0.29, 100, 29}, {0.0011, 10000, 11},
	} {
		s, err := assoc.Eclat{MinSupport: c.share}.Fit(t.Context(), repeat(c.n, []int{1}))
		require.NoError(t, err)
		require.Equal(t, c.want, s.MinCount(), "%v of %d", c.share, c.n)
	}
}

// Whatever explodes ends at once: an answer for closed and maximal sets, an
// error for all sets whose text does not depend on the number of workers.
func TestExplosions(t *testing.T) {
	for name, c := range map[string]struct {
		baskets  iter.Seq[[]int]
		minCount int
		closed   int
		hint     string
	}{
		"one huge basket":       {repeat(1, span(0, 100_000)), 1, 1, "more than 10000000 sets; a MinCount of at least 2 is needed (of 1 baskets)"},
		"thirty equal baskets":  {repeat(30, span(0, 50)), 30, 1, "a MinCount of at least 31 is needed (of 30 baskets)"},
		"thirty nearly equal":   {nearlyEqual(30, 50), 30, 1, "a MinCount of at least 31 is needed (of 30 baskets)"},
		"two parts of a basket": {slices.Values([][]int{span(0, 3000), span(1500, 4500)}), 1, 3, "at least 2 is needed"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, target := range []assoc.Target{assoc.Closed, assoc.Maximal} {
				want := c.closed
				if target == assoc.Maximal {
					want = min(2, c.closed)
				}
				for _, workers := range []int{1, 2, 7} {
					s, err := assoc.Eclat{MinCount: c.minCount, Target: target, Workers: workers}.Fit(t.Context(), c.baskets)
					require.NoError(t, err)
					require.Equal(t, want, s.Len(), target)
				}
			}
			text := ""
			for _, workers := range []int{1, 2, 7} {
				s, err := assoc.Eclat{MinCount: c.minCount, Workers: workers}.Fit(t.Context(), c.baskets)
				require.Nil(t, s)
				var limit *clm.LimitError
				require.ErrorAs(t, err, &limit)
				require.ErrorIs(t, err, clm.ErrLimit)
				require.Contains(t, err.Error(), c.hint)
				if text == "" {
					text = err.Error()
				}
				require.Equal(t, text, err.Error())
			}
		})
	}
}

// nearlyEqual yields n baskets of k items in common and one of its own each, so
// that no two are equal.
func nearlyEqual(n, k int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for i := 0; i < n && yield(append(span(0, k), 1000+i)); i++ {
		}
	}
}

// The cap is exact, and the same for all miners and numbers of workers.
func TestMaxSets(t *testing.T) {
	b := shopping(3)
	all, err := assoc.Eclat{MinCount: 3}.Fit(t.Context(), b)
	require.NoError(t, err)
	n := all.Len()
	pairs := 0
	for set := range all.All() {
		if len(set) <= 2 {
			pairs++
		}
	}
	const fewer = "a MinCount of at least 4 is needed (of 60 baskets) and may not be enough, or a MaxLen, or "
	texts := map[string]string{"eclat": fewer + "another Target", "fpgrowth": fewer + "Eclat with another Target", "apriori": fewer + "Eclat with another Target"}
	for _, workers := range []int{1, 2, 7} {
		for name, m := range miners(assoc.Eclat{MinCount: 3, MaxSets: n, Workers: workers}) {
			s, err := m.Fit(t.Context(), b)
			require.NoError(t, err, name)
			require.Equal(t, n, s.Len())
		}
		for name, m := range miners(assoc.Eclat{MinCount: 3, MaxSets: n - 1, Workers: workers}) {
			_, err := m.Fit(t.Context(), b)
			require.ErrorIs(t, err, clm.ErrLimit, name)
			var limit *clm.LimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, texts[name], limit.Hint)
		}
	}
	// Where there is a MaxLen, a smaller one helps, if there can be one.
	for maxLen, want := range map[int]string{1: "", 2: ", or a smaller MaxLen"} {
		for name, m := range miners(assoc.Eclat{MinCount: 3, MaxLen: maxLen, MaxSets: 1}) {
			_, err := m.Fit(t.Context(), b)
			var limit *clm.LimitError
			require.ErrorAs(t, err, &limit)
			require.Contains(t, limit.Hint, "(of 60 baskets) and may not be enough"+want+", or", name)
			require.Equal(t, maxLen > 1, strings.Contains(limit.Hint, "MaxLen"), name)
		}
	}
	// At the count of the hint, items and pairs fit; just below they do not.
	_, err = assoc.Eclat{MinCount: 1, MaxSets: 20}.Fit(t.Context(), b)
	var limit *clm.LimitError
	require.ErrorAs(t, err, &limit)
	var at int
	for at = 2; ; at++ {
		s, err := assoc.Eclat{MinCount: at, MaxLen: 2}.Fit(t.Context(), b)
		require.NoError(t, err)
		if s.Len() <= 20 {
			break
		}
	}
	require.Contains(t, limit.Hint, "at least "+itoa(at)+" is")
}

// A huge id takes no table.
func TestHugeItemsTakeLittleMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := assoc.Eclat{MinCount: 1, Workers: 1}.Fit(t.Context(), slices.Values([][]int{{math.MaxInt32}}))
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, []string{"2147483647 (1)"}, lines(s))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

func TestOddBaskets(t *testing.T) {
	for name, m := range miners(assoc.Eclat{MinSupport: 0.5}) {
		s, err := m.Fit(t.Context(), slices.Values([][]int{{}, nil, {}}))
		require.NoError(t, err, name)
		require.Zero(t, s.Len())
		require.Equal(t, 3, s.Baskets())
		require.Equal(t, 2, s.MinCount())

		s, err = m.Fit(t.Context(), slices.Values([][]int{{4, 4, 4}, {}}))
		require.NoError(t, err, name)
		require.Equal(t, []string{"4 (1)"}, lines(s))

		_, err = m.Fit(t.Context(), slices.Values([][]int(nil)))
		require.ErrorIs(t, err, clm.ErrTooFew, name)
	}
	// More baskets than a count can hold.
	_, err := assoc.Eclat{MinCount: 1}.FitWeighted(t.Context(), func(yield func([]int, int) bool) {
		_ = yield([]int{1}, math.MaxInt32) && yield([]int{2}, 0) && yield([]int{3}, 1)
	})
	require.ErrorIs(t, err, clm.ErrLimit)
	for name, m := range miners(assoc.Eclat{MinCount: 1}) {
		s, err := m.(weightedFitter).FitWeighted(t.Context(), func(yield func([]int, int) bool) {
			_ = yield([]int{1, 2}, math.MaxInt32-1) && yield([]int{2}, 0) && yield([]int{1}, 1)
		})
		require.NoError(t, err)
		require.Equal(t, []string{"1 (2147483647)", "2 (2147483646)", "1 2 (2147483646)"}, lines(s), name)
		_, err = m.(weightedFitter).FitWeighted(t.Context(), func(yield func([]int, int) bool) {
			_ = yield([]int{1}, 1) && yield([]int{1}, -2)
		})
		require.ErrorIs(t, err, clm.ErrValue)
		require.ErrorContains(t, err, "Fit: weight: value -2 at row 1, want at least 0")
		_, err = m.(weightedFitter).FitWeighted(t.Context(), func(yield func([]int, int) bool) {
			_ = yield([]int{1}, 0) && yield([]int{2}, 0)
		})
		require.ErrorIs(t, err, clm.ErrTooFew)
	}
}

// At an error or a stop the iterator is told and not called again.
func TestIteratorIsToldToStop(t *testing.T) {
	why := errors.New("why")
	for name, m := range miners(assoc.Eclat{MinCount: 1}) {
		told := 0
		_, err := m.Fit(t.Context(), func(yield func([]int) bool) {
			require.True(t, yield([]int{1}))
			require.False(t, yield([]int{-1}))
			told++
		})
		require.ErrorIs(t, err, clm.ErrValue, name)
		require.Equal(t, 1, told)

		ctx, end := context.WithCancelCause(t.Context())
		yielded := 0
		_, err = m.Fit(ctx, func(yield func([]int) bool) {
			for yield([]int{1}) {
				if yielded++; yielded == 500 {
					end(why)
				}
			}
		})
		require.ErrorIs(t, err, why, name)
		require.Less(t, yielded, 600)

		require.PanicsWithValue(t, "broken", func() {
			_, _ = m.Fit(t.Context(), func(yield func([]int) bool) {
				yield([]int{1})
				panic("broken")
			})
		}, name)
	}
}

// A search that takes long is stopped soon.
func TestSearchIsStoppedSoon(t *testing.T) {
	// 2²⁴−2 frequent sets, none in every basket of another.
	hard := func(yield func([]int) bool) {
		for i := range 24 {
			b := span(0, 24)
			if !yield(append(b[:i:i], b[i+1:]...)) {
				return
			}
		}
	}
	for name, m := range miners(assoc.Eclat{MinCount: 1, MaxSets: 30_000_000}) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		_, err := m.Fit(ctx, hard)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
	}
}
