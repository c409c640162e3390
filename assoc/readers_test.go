package assoc_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

func rows(b *assoc.Baskets) [][]int {
	var all [][]int
	for basket := range b.All() {
		all = append(all, slices.Clone(basket))
	}
	return all
}

func TestReadFIMI(t *testing.T) {
	for text, want := range map[string][][]int{
		"":                          nil,
		"\n \n\t\r\n":               nil,
		"1 2 3\n4":                  {{1, 2, 3}, {4}},
		"7 7\n":                     {{7, 7}},
		"2147483647 0 \r\n\r\n 05 ": {{2147483647, 0}, {5}},
	} {
		b, err := assoc.ReadFIMI(iotest.OneByteReader(strings.NewReader(text)))
		require.NoError(t, err, "%q", text)
		require.Equal(t, want, rows(b), "%q", text)
		require.Equal(t, len(want), b.Len())
	}
	require.Zero(t, (&assoc.Baskets{}).Len())
	for text, want := range map[string]string{
		"1 2\n\n3 x":     `assoc.ReadFIMI: line 3 value "x": items are whole numbers`,
		"1\n-2":          `line 2 value "-"`,
		"1.5":            `line 1 value "."`,
		"\n2147483648":   `line 2 value "2147483648": an item is at most 2147483647`,
		"99999999999,":   `line 1 value "99999999999": an item is at most 2147483647`,
		"99999999999999": `line 1 value "99999999999999"`,
	} {
		b, err := assoc.ReadFIMI(strings.NewReader(text))
		require.Nil(t, b)
		require.ErrorIs(t, err, clm.ErrRow, "%q", text)
		require.ErrorContains(t, err, want)
	}
	broken := errors.New("broken")
	_, err := assoc.ReadFIMI(iotest.TimeoutReader(strings.NewReader(strings.Repeat("1 2\n", 100_000))))
	require.ErrorIs(t, err, iotest.ErrTimeout)
	_, err = assoc.ReadFIMI(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

func FuzzReadFIMI(f *testing.F) {
	f.Add("1 2 3\n4 5\n\n")
	f.Add("2147483648")
	f.Add("1\r\n 2\t3")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := assoc.ReadFIMI(strings.NewReader(text))
		if err != nil {
			require.ErrorIs(t, err, clm.ErrRow)
			return
		}
		var want [][]int
		for line := range strings.SplitSeq(text, "\n") {
			var basket []int
			for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' }) {
				var item int
				_, err := fmt.Sscanf(word, "%d", &item)
				require.NoError(t, err)
				basket = append(basket, item)
			}
			if basket != nil {
				want = append(want, basket)
			}
		}
		require.Equal(t, want, rows(b))
	})
}

func TestReadPairs(t *testing.T) {
	table := [][2]string{{"o1", "tea"}, {"o2", "milk"}, {"o1", "milk"}, {"o3", "tea"}, {"o2", "milk"}, {"o1", "jam"}}
	pairs := func(n int) iter.Seq2[string, string] {
		return func(yield func(string, string) bool) {
			for _, p := range table[:n] {
				if !yield(p[0], p[1]) {
					return
				}
			}
		}
	}
	b, names, err := assoc.ReadPairs(pairs(6))
	require.NoError(t, err)
	require.Equal(t, [][]int{{0, 1, 2}, {1, 1}, {0}}, rows(b))
	require.Equal(t, "jam", names.ID(2))
	b, names, err = assoc.ReadPairs(pairs(1))
	require.NoError(t, err)
	require.Equal(t, [][]int{{0}}, rows(b))
	require.Equal(t, 1, names.Len())
	b, names, err = assoc.ReadPairs(pairs(0))
	require.NoError(t, err)
	require.Zero(t, b.Len())
	require.Nil(t, rows(b))
	require.Zero(t, names.Len())
}
