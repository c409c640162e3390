package assoc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/internal/modeltest"
)

// Whatever the baskets, the three miners find what the definitions say.
func FuzzMiners(f *testing.F) {
	f.Add([]byte{1, 3, 7, 7, 255, 128}, uint8(2), uint8(0), uint8(0), false)
	f.Add([]byte{255, 255, 254, 253, 251, 247, 239, 223, 191, 127}, uint8(3), uint8(2), uint8(4), true)
	f.Add([]byte{0, 0}, uint8(1), uint8(1), uint8(1), true)
	f.Fuzz(func(t *testing.T, rows []byte, minCount, minLen, maxLen uint8, weighted bool) {
		if len(rows) == 0 || len(rows) > 60 || minCount == 0 {
			return
		}
		m := market{items: 8}
		for i, b := range rows {
			m.baskets = append(m.baskets, uint(b))
			w := 1
			if weighted && i > 0 {
				w = int(rows[i-1]) % 70
			}
			m.weights = append(m.weights, w)
		}
		lo := int(minLen % 5)
		hi := int(maxLen % 7)
		if hi > 0 {
			hi = max(hi, lo)
		}
		m.agree(t, int(minCount), lo, hi, 2)
	})
}

// Whatever the bytes, there is an error or sets that can be asked for all they
// know, and made into rules.
func FuzzItemsets(f *testing.F) {
	for _, target := range []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal} {
		s, err := assoc.Eclat{MinCount: 2, Target: target}.Fit(f.Context(), slices.Values(breakfast))
		require.NoError(f, err)
		b, err := s.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		var s assoc.Itemsets
		if err := s.UnmarshalBinary(file); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Equal(t, assoc.Itemsets{}, s)
			return
		}
		b, err := s.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, file, b)
		n := 0
		for set, count := range s.All() {
			n++
			got, ok := s.Support(set...)
			require.True(t, ok)
			require.Equal(t, count, got)
		}
		require.Equal(t, n, s.Len())
		for _, narrow := range []func() (*assoc.Itemsets, error){s.Closed, s.Maximal} {
			if _, err := narrow(); err != nil && !isFormat(err) {
				require.ErrorIs(t, err, clm.ErrShape)
			}
		}
		zero := 0.0
		rules, err := assoc.Rules{MaxConsequent: 2, MaxRules: 1000, MinImprovement: &zero, PValues: true, SortBy: assoc.Zhang}.Of(t.Context(), &s)
		if err != nil {
			require.True(t, isFormat(err) || isLimit(err) || isShape(err), "%v", err)
			return
		}
		for r := range rules.All() {
			require.NotEmpty(t, assoc.Explain[string](r, nil))
		}
		c := s.Counts()
		require.NoError(t, c.Add([]int{0, 1, 2, 3}))
		fresh, err := s.Recount(c)
		require.NoError(t, err)
		require.Equal(t, s.Len(), fresh.Len())
	})
}

func FuzzCounts(f *testing.F) {
	s, err := assoc.Eclat{MinCount: 3}.Fit(f.Context(), slices.Values(breakfast))
	require.NoError(f, err)
	c := s.Counts()
	require.NoError(f, c.Add([]int{2, 3}))
	b, err := c.MarshalBinary()
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		var c assoc.Counts
		if err := c.UnmarshalBinary(file); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			return
		}
		b, err := c.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, file, b)
		_ = c.Add([]int{0, 1, 2, 3})
		_ = c.Merge(&c)
	})
}

func FuzzCrossSeller(f *testing.F) {
	for _, by := range []assoc.Ranking{assoc.ByConfidence, assoc.ByLift} {
		m, err := assoc.CrossSell{MinCount: 2, RankBy: by}.Fit(f.Context(), slices.Values(breakfast))
		require.NoError(f, err)
		b, err := m.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		var m assoc.CrossSeller
		if err := m.UnmarshalBinary(file); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Equal(t, assoc.CrossSeller{}, m)
			return
		}
		b, err := m.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, file, b)
		for _, basket := range [][]int{nil, {0}, {0, 1, 2, 3}, {1, 3}} {
			offers := m.AppendTop(nil, basket, 3)
			require.LessOrEqual(t, len(offers), 3)
			for _, o := range offers {
				require.NotContains(t, basket, o.Item)
				m.AppendReason(nil, o)
			}
		}
	})
}
