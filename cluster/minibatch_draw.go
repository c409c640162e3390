package cluster

import (
	"sort"

	"github.com/clm-go/clm/internal/rng"
)

// drawGroup is the number of rows of which one sum of weights is kept.
const drawGroup = 64

// rowDraws draws rows with replacement, each as likely as its weight says.
type rowDraws struct {
	random *rng.Stream
	n      int
	weight []float64
	upTo   []float64 // with weights: the sum over each group and those before
	total  float64
}

func newRowDraws(random *rng.Stream, n int, weight []float64) *rowDraws {
	d := &rowDraws{random: random, n: n, weight: weight, total: float64(n)}
	if weight == nil {
		return d
	}
	d.upTo = make([]float64, 0, (n+drawGroup-1)/drawGroup)
	d.total = 0
	for i, w := range weight {
		d.total += w
		if (i+1)%drawGroup == 0 || i == n-1 {
			d.upTo = append(d.upTo, d.total)
		}
	}
	return d
}

// next returns the row at a random share of the total. Weights that are all
// ones draw the rows that no weights draw, and a row of weight 2 is drawn where
// two equal rows in a row would be.
func (d *rowDraws) next() int {
	at := float64(d.random.Float64() * d.total)
	if d.weight == nil {
		return min(int(at), d.n-1)
	}
	// The last group that has a chance, where rounding leaves a little at the end.
	g := sort.Search(len(d.upTo), func(g int) bool { return d.upTo[g] > at })
	if g == len(d.upTo) {
		g = sort.Search(len(d.upTo), func(g int) bool { return d.upTo[g] == d.total })
	}
	if g > 0 {
		at -= d.upTo[g-1]
	}
	last := 0
	for i := g * drawGroup; i < min((g+1)*drawGroup, d.n); i++ {
		w := d.weight[i]
		if w == 0 {
			continue
		}
		last = i
		if at < w {
			break
		}
		at -= w
	}
	return last
}
