package cluster

import (
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// Agreement says how far two labelings of the same rows agree. The names of the
// labels do not matter: what counts is which rows are together. It is made by
// [Compare] and [ContingencyTable.Agreement].
//
// Everything is 1 for labelings that put the same rows together. AdjustedRand
// and AdjustedMutualInformation are about 0 for labelings without relation,
// whatever the number of clusters, and may be below; the others are from 0 to 1,
// and above 0 by chance where there are many clusters.
//
// Source: L. Hubert and P. Arabie, "Comparing partitions", Journal of
// Classification 2 (1985), DOI 10.1007/BF01908075 (adjusted Rand index); N. X.
// Vinh, J. Epps and J. Bailey, "Information theoretic measures for clusterings
// comparison", Journal of Machine Learning Research 11 (2010), 2837–2854
// (adjusted mutual information); A. Rosenberg and J. Hirschberg, "V-measure: a
// conditional entropy-based external cluster evaluation measure", EMNLP-CoNLL
// 2007, 410–420 (homogeneity, completeness and V).
type Agreement struct {
	// AdjustedRand counts pairs of rows: those on which the labelings agree,
	// less what chance gives, as a share of the most that is possible.
	AdjustedRand float64
	// MutualInformation is how many nats one label tells about the other.
	MutualInformation float64
	// NormalizedMutualInformation is MutualInformation divided by the
	// arithmetic mean of the entropies; 1 where both are 0.
	NormalizedMutualInformation float64
	// AdjustedMutualInformation is MutualInformation less its expectation over
	// all permutations of the labels, divided by the mean of the entropies less
	// the same.
	AdjustedMutualInformation float64
	// Homogeneity is 1 if each cluster of the second labeling has rows of one
	// cluster of the first only.
	Homogeneity float64
	// Completeness is 1 if the rows of each cluster of the first labeling are
	// all in one cluster of the second.
	Completeness float64
	// VMeasure is the harmonic mean of Homogeneity and Completeness. It is the
	// same number as NormalizedMutualInformation.
	VMeasure float64
}

// Compare says how far the labels of a clustering agree with the truth, or with
// another clustering. Only Homogeneity and Completeness change if the two are
// exchanged: they change places. Any numbers may be labels, and those below 0
// are labels like any other: all noise together is one cluster.
//
// Time: O(n·log k) for n rows and k labels, and O(√m) for each pair of cluster
// sizes that are different, m the larger one. Memory: O(n).
//
// It returns a [clm.ShapeError] for slices of different length, an error that
// wraps [clm.ErrTooFew] for empty ones, and a [clm.LimitError] for more than
// 2³¹−1 rows.
func Compare(truth, labels []int) (Agreement, error) {
	t, err := contingency("cluster.Compare", truth, labels)
	if err != nil {
		return Agreement{}, err
	}
	return t.Agreement(), nil
}

// ContingencyTable counts the rows for each pair of labels of two labelings. Only
// pairs that occur are stored, so that it takes O(n) memory for n rows whatever
// the number of labels.
type ContingencyTable struct {
	A     []int             // labels of the first labeling, ascending
	B     []int             // labels of the second labeling, ascending
	SizeA []int             // number of rows of each label in A
	SizeB []int             // number of rows of each label in B
	Cells []ContingencyCell // the pairs that occur, by A and then B
	Rows  int               // number of rows
}

// ContingencyCell is a pair of labels that occurs.
type ContingencyCell struct {
	A, B  int // places of the labels in the A and B of the table
	Count int // number of rows with both
}

// Contingency counts the rows for each pair of labels. Its errors are those of
// [Compare].
func Contingency(a, b []int) (*ContingencyTable, error) {
	return contingency("cluster.Contingency", a, b)
}

// Count returns the number of rows with label a in the first labeling and label
// b in the second.
func (t *ContingencyTable) Count(a, b int) int {
	i, okA := slices.BinarySearch(t.A, a)
	j, okB := slices.BinarySearch(t.B, b)
	if !okA || !okB {
		return 0
	}
	at, ok := slices.BinarySearchFunc(t.Cells, ContingencyCell{A: i, B: j}, func(c, want ContingencyCell) int {
		if c.A != want.A {
			return c.A - want.A
		}
		return c.B - want.B
	})
	if !ok {
		return 0
	}
	return t.Cells[at].Count
}

func contingency(op string, a, b []int) (*ContingencyTable, error) {
	n := len(a)
	switch {
	case n != len(b):
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d and %d labels", n, len(b)), Want: "as many in both"}
	case n == 0:
		return nil, fmt.Errorf("%s: no labels: %w", op, clm.ErrTooFew)
	case n > math.MaxInt32:
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "rows"}
	}
	t := &ContingencyTable{Rows: n}
	var atA, atB []int32
	t.A, t.SizeA, atA = places(a)
	t.B, t.SizeB, atB = places(b)
	pairs, scratch := make([]uint64, n), make([]uint64, n)
	for i := range pairs {
		pairs[i] = uint64(atA[i])<<32 | uint64(atB[i])
	}
	vec.RadixSort64(pairs, atA, scratch, atB)
	for i, p := range pairs {
		if i == 0 || p != pairs[i-1] {
			t.Cells = append(t.Cells, ContingencyCell{A: int(p >> 32), B: int(uint32(p))})
		}
		t.Cells[len(t.Cells)-1].Count++
	}
	return t, nil
}

// places returns the different labels in ascending order, how often each one
// occurs, and the place of each row's label among them.
func places(labels []int) (different, size []int, at []int32) {
	different = slices.Clone(labels)
	slices.Sort(different)
	different = slices.Clone(slices.Compact(different))
	size, at = make([]int, len(different)), make([]int32, len(labels))
	for i, l := range labels {
		k, _ := slices.BinarySearch(different, l)
		at[i] = int32(k)
		size[k]++
	}
	return different, size, at
}
