package segment_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/segment"
)

func TestMigration(t *testing.T) {
	before := &segment.Assignment{Names: []string{"good", "bad"}, Customers: []string{"d", "a", "b", "c"}, Segment: []int{1, 0, 0, 1}}
	after := &segment.Assignment{Names: []string{"bad", "best", "good"}, Customers: []string{"a", "b", "d", "e"}, Segment: []int{1, 2, 0, 1}}
	m, err := segment.Migration(before, after)
	require.NoError(t, err)
	require.Equal(t, &segment.Moves{
		Names:  []string{"good", "bad", "best"},
		Counts: [][]int{{1, 0, 1}, {0, 1, 0}, {0, 0, 0}},
		New:    []int{0, 0, 1},
		Gone:   []int{0, 1, 0},
	}, m)
	require.Equal(t, []int{2, 2, 0}, []int{m.Before(0), m.Before(1), m.Before(2)})
	require.Equal(t, []int{1, 1, 2}, []int{m.After(0), m.After(1), m.After(2)})
	require.Equal(t, 0.5, m.Share(0, 2))
	require.Equal(t, 0.5, m.GoneShare(1))
	require.True(t, math.IsNaN(m.Share(2, 0)))
	require.True(t, math.IsNaN(m.GoneShare(2)))
	require.Equal(t, []string{"d", "a", "b", "c"}, before.Customers) // nothing is sorted in place
}

// Against a map, for random assignments in random order.
func TestMigrationCountsEachCustomerOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 30 {
		names := []string{"a", "b", "c", "d"}
		make := func() (*segment.Assignment, map[string]string) {
			a := &segment.Assignment{Names: names[:1+rng.IntN(4)]}
			of := map[string]string{}
			for _, i := range rng.Perm(60)[:rng.IntN(60)] {
				k := rng.IntN(len(a.Names))
				a.Customers = append(a.Customers, strconv.Itoa(i))
				a.Segment = append(a.Segment, k)
				of[strconv.Itoa(i)] = a.Names[k]
			}
			return a, of
		}
		before, was := make()
		after, is := make()
		m, err := segment.Migration(before, after)
		require.NoError(t, err)
		for i, from := range m.Names {
			gone, fresh := 0, 0
			for who, s := range was {
				if _, ok := is[who]; s == from && !ok {
					gone++
				}
			}
			for who, s := range is {
				if _, ok := was[who]; s == from && !ok {
					fresh++
				}
			}
			require.Equal(t, gone, m.Gone[i])
			require.Equal(t, fresh, m.New[i])
			for j, to := range m.Names {
				n := 0
				for who := range was {
					if was[who] == from && is[who] == to {
						n++
					}
				}
				require.Equal(t, n, m.Counts[i][j])
			}
		}
	}
}

func TestBadAssignments(t *testing.T) {
	good := &segment.Assignment{Names: []string{"x"}, Customers: []string{"a"}, Segment: []int{0}}
	for want, bad := range map[string]*segment.Assignment{
		`segment.Migration: after with 1 customers and 0 segments, want one segment for each customer`: {Names: []string{"x"}, Customers: []string{"a"}},
		`segment.Migration: after: value 1 at row 0, want the index of one of 1 names`:                 {Names: []string{"x"}, Customers: []string{"a"}, Segment: []int{1}},
		`segment.Migration: after: value -1 at row 0, want the index of one of 1 names`:                {Names: []string{"x"}, Customers: []string{"a"}, Segment: []int{-1}},
		`segment.Migration: after: name "x" stands at 0 and at 2: invalid value`:                       {Names: []string{"x", "y", "x"}},
		`segment.Migration: after: customer "b" stands at 0 and at 2: invalid value`:                   {Names: []string{"x"}, Customers: []string{"b", "a", "b"}, Segment: []int{0, 0, 0}},
	} {
		_, err := segment.Migration(good, bad)
		require.EqualError(t, err, want)
		_, err = segment.Migration(bad, good)
		require.ErrorContains(t, err, "segment.Migration: before")
	}
	_, err := segment.Migration(good, &segment.Assignment{})
	require.NoError(t, err)
	_, err = segment.Migration(good, &segment.Assignment{Segment: []int{0}})
	require.ErrorIs(t, err, clm.ErrShape)
}
