package cluster

import (
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// Agreement returns the scores of the two labelings.
func (t *ContingencyTable) Agreement() Agreement {
	if len(t.Cells) == len(t.A) && len(t.A) == len(t.B) { // the same rows are together
		return Agreement{
			AdjustedRand: 1, MutualInformation: entropy(t.SizeA, t.Rows), NormalizedMutualInformation: 1,
			AdjustedMutualInformation: 1, Homogeneity: 1, Completeness: 1, VMeasure: 1,
		}
	}
	a, b := entropy(t.SizeA, t.Rows), entropy(t.SizeB, t.Rows)
	information, aLeft, bLeft := t.information()
	g := Agreement{
		AdjustedRand: t.adjustedRand(), MutualInformation: information,
		Homogeneity: told(aLeft, a), Completeness: told(bLeft, b),
	}
	if sum := g.Homogeneity + g.Completeness; sum > 0 {
		g.VMeasure = 2 * g.Homogeneity * g.Completeness / sum
	}
	g.NormalizedMutualInformation = g.VMeasure
	if a > 0 && b > 0 {
		expected := t.expectedInformation()
		// The two differ, so the mean of their entropies is above the expectation.
		g.AdjustedMutualInformation = (information - expected) / ((a+b)/2 - expected)
	}
	return g
}

// told returns the share of an entropy that is not left when the other label is
// known.
func told(left, entropy float64) float64 {
	if entropy == 0 {
		return 1
	}
	return min(max(1-left/entropy, 0), 1)
}

// adjustedRand is the index as Cohen's kappa of two judges who say of each pair
// of rows whether it belongs together: yes by both, by one of them, by neither.
func (t *ContingencyTable) adjustedRand() float64 {
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	both, inA, inB := 0.0, 0.0, 0.0
	for _, c := range t.Cells {
		both += pairs(c.Count)
	}
	for _, n := range t.SizeA {
		inA += pairs(n)
	}
	for _, n := range t.SizeB {
		inB += pairs(n)
	}
	onlyA, onlyB := inA-both, inB-both
	neither := pairs(t.Rows) - both - onlyA - onlyB
	return 2 * (float64(both*neither) - float64(onlyA*onlyB)) /
		(float64(inA*(onlyA+neither)) + float64(inB*(onlyB+neither)))
}

// entropy returns −Σ p·log(p) of the shares of n rows.
func entropy(size []int, n int) float64 {
	sum := 0.0
	for _, s := range size {
		p := float64(s) / float64(n)
		sum -= float64(p * vec.Log(p))
	}
	return sum
}

// information returns the mutual information, and the entropies of each label
// that are left when the other one is known.
func (t *ContingencyTable) information() (mutual, aLeft, bLeft float64) {
	n := float64(t.Rows)
	for _, c := range t.Cells {
		count, a, b := float64(c.Count), float64(t.SizeA[c.A]), float64(t.SizeB[c.B])
		p := count / n
		mutual += float64(p * vec.Log(count/(a*b/n)))
		aLeft -= float64(p * vec.Log(count/b))
		bLeft -= float64(p * vec.Log(count/a))
	}
	return max(mutual, 0), aLeft, bLeft
}

// expectedInformation returns the mean of the mutual information over all ways
// to give the labels of the second labeling to the rows. It depends on the sizes
// of the clusters only, so equal ones are looked at once.
func (t *ContingencyTable) expectedInformation() float64 {
	sum := 0.0
	for _, a := range sizesOf(t.SizeA) {
		for _, b := range sizesOf(t.SizeB) {
			sum += float64(float64(a.times) * float64(b.times) * expectedTerm(a.size, b.size, t.Rows))
		}
	}
	return sum
}

type sizeCount struct{ size, times int }

// sizesOf returns the different sizes, ascending, and how often each occurs.
func sizesOf(size []int) []sizeCount {
	sorted := slices.Sorted(slices.Values(size))
	var out []sizeCount
	for i, s := range sorted {
		if i == 0 || s != sorted[i-1] {
			out = append(out, sizeCount{size: s})
		}
		out[len(out)-1].times++
	}
	return out
}

// expectedTerm is the part of two clusters of a and b rows out of n in the
// expected mutual information: the mean of x/n·log(n·x/(a·b)) over the number x
// of rows that they share by chance, which is hypergeometric.
//
// The probabilities are taken relative to that of the most likely x, from where
// each follows from its neighbour, and are divided by their sum at the end: no
// factorial and no rounding of its logarithm enters. They fall off faster than a
// geometric series, and those below 10⁻³⁰ change nothing.
func expectedTerm(a, b, n int) float64 {
	fa, fb, fn := float64(a), float64(b), float64(n)
	least, most := max(0, a+b-n), min(a, b)
	middle := min(max(int((fa+1)*(fb+1)/(fn+2)), least), most)
	sum, weights := 0.0, 0.0
	add := func(x int, weight float64) bool {
		if weight < 1e-30 {
			return false
		}
		weights += weight
		if x > 0 {
			v := float64(x)
			sum += float64(weight * (v / fn) * vec.Log(v/(fa*fb/fn)))
		}
		return true
	}
	weight := 1.0
	for x := middle; x <= most && add(x, weight); x++ {
		v := float64(x)
		weight *= (fa - v) * (fb - v) / ((v + 1) * (fn - fa - fb + v + 1))
	}
	weight = 1.0
	for x := middle; x > least; {
		v := float64(x)
		weight *= v * (fn - fa - fb + v) / ((fa - v + 1) * (fb - v + 1))
		if x--; !add(x, weight) {
			break
		}
	}
	return sum / weights
}
