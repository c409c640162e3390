package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// Pruning by the bounds of Hamerly, kept as one number for each row. When a row
// is compared with all centres, the gap is how much farther the second nearest
// centre is than the nearest. Later the nearest may have come less near by what it
// moved, and another may have come nearer by what the fastest of the others
// moved. The travel of a cluster adds these two up over the iterations. So the
// nearest centre is still the same while
//
//	gap > travel now − travel then
//
// and the reach of a row, gap + travel then, is compared with the travel of its
// cluster: a row that is passed over costs no more than that.
//
// All roundings are outward, and the gap is lower than the true one by a little
// more than what can make two chains of squares change their order, so the labels
// are those of comparing every row with every centre.
//
// Reach and travel are in units of the table (see table.unit): floats of 32 bits
// do for them whatever the size of the values.
//
// Source: G. Hamerly, "Making k-means even faster", SIAM International Conference
// on Data Mining 2010, DOI 10.1137/1.9781611972801.12.

const (
	// ulp32 is the largest relative error of rounding to float32.
	ulp32 = 0x1p-24

	// leastGap is what gaps are lower by besides what is relative, in units of the
	// table. Squares of gaps above it are not lost at the lower end of float64,
	// as the unit is not below leastUnit.
	leastGap  = 0x1p-70
	leastUnit = 0x1p-400

	// mostScreened is the largest K·d for which gaps are looked for: a block of rows
	// is compared with that many numbers without a look at the context.
	mostScreened = 1 << 20

	// unknown is the reach of a row of which nothing is known: it is not above any
	// travel.
	unknown = -1
)

// travel is how far the centres have moved.
type travel struct {
	unit  float64   // what lengths are multiplied by; 0 where nothing is pruned
	total []float64 // rounded up
	// total rounded up, and what is added to a gap to make a reach of it.
	above, base []float32
}

func newTravel(unit float64, k int) *travel {
	t := &travel{unit: unit, total: make([]float64, k), above: make([]float32, k), base: make([]float32, k)}
	t.round()
	return t
}

// add takes a step of all centres into account.
func (t *travel) add(step []float64) {
	first, second, fastest := 0.0, 0.0, -1
	for j, s := range step {
		if s > first || fastest < 0 {
			first, second, fastest = s, first, j
		} else if s > second {
			second = s
		}
	}
	for j, s := range step {
		other := first
		if j == fastest {
			other = second
		}
		t.total[j] += (s + other) * (1 + 0x1p-48) // five roundings, and a little more
	}
	t.round()
}

func (t *travel) round() {
	for j, x := range t.total {
		t.above[j] = roundUp(x)
		// A reach is rounded once, by at most ulp32 times a sum of the gap and this; the
		// part of the gap is left to those who compute gaps.
		t.base[j] = -roundUp(leastGap + 4*ulp32*x - x)
	}
}

// roundUp returns the smallest float32 that is not below x.
func roundUp(x float64) float32 {
	y := float32(x)
	if float64(y) < x {
		return math.Nextafter32(y, float32(math.Inf(1)))
	}
	return y
}

// reachOf returns the reach of a row with the given squared distances to the two
// nearest centres, of which the first one is number j.
func (t *travel) reachOf(nearest, second float64, j int32) float32 {
	gap := math.Sqrt(second)*t.unit*(1-4*ulp32) - math.Sqrt(nearest)*t.unit*(1+4*ulp32)
	return t.extend(gap, j)
}

// reachOfGap returns the reach of a row with a gap in the caller's units.
func (t *travel) reachOfGap(gap float32, j int32) float32 {
	return t.extend(float64(gap)*t.unit*(1-4*ulp32), j)
}

func (t *travel) extend(gap float64, j int32) float32 {
	if !(gap > 0 && gap < 0x1p100) {
		return unknown
	}
	return float32(gap) + t.base[j]
}

// pruning decides where rows are passed over, and holds their reach. As long as few
// would be, only some tiles are looked at, to see when it begins to pay. Where the reach
// costs something, that is left for some iterations, each time for more.
type pruning struct {
	*travel
	step  []float64 // what each centre moved, rounded up, in units of the table
	reach []float32 // of each row; nil where nothing is pruned

	keep  bool // the reach is set in this iteration
	known bool // the reach of every row is set and the travel up to date
	every int  // of so many tiles one is looked at in this iteration; 0: none
	pays  bool // many rows of the tiles that were looked at were passed over
	wait  int  // iterations to go without
	next  int  // how many the next time
	few   int  // fewUnsure or fewUnsureWide

	changed int // rows that changed in the last iteration
}

const (
	// Looking pays where more rows than one in fewSkipped are passed over.
	fewSkipped = 3
	// sparsely is how many tiles there are to one that is looked at when it does not pay.
	sparsely = 16
	// mostWait is the largest number of iterations to go without.
	mostWait = 8
	// Rows of a tile are compared by themselves if they are at most one in fewUnsure, or in
	// fewUnsureWide of many columns, where picking rows out costs little beside comparing
	// them; else all of them are.
	fewUnsure, fewUnsureWide = 6, 2
	// While more rows change than one in fewChanged, most of the others may change too.
	fewChanged = 16
)

func newPruning(t table, k int) pruning {
	n, d := t.dims()
	p := pruning{travel: newTravel(t.unit(), k), step: make([]float64, k), next: 1, few: fewUnsure, changed: n}
	if d > fewColumns {
		p.few = fewUnsureWide
	}
	if p.unit > 0 && k > 1 && k*d <= mostScreened {
		p.reach = make([]float32, n)
	}
	return p
}

// begin begins an assignment.
func (p *pruning) begin() {
	p.keep, p.every = false, 0
	switch {
	case p.reach == nil:
	case p.changed > len(p.reach)/fewChanged:
		p.known = false
	case p.wait > 0:
		p.wait--
	case !p.known:
		clear(p.total)
		p.round()
		p.keep, p.known = true, true
	default:
		p.keep, p.every = true, sparsely
		if p.pays {
			p.every = 1
		}
	}
}

// end ends an assignment in which so many rows changed, were looked at and passed over. Free
// tells that the reach costs next to nothing.
func (p *pruning) end(changed, looked, skipped int, free bool) {
	p.changed = changed
	if p.every == 0 {
		return
	}
	p.pays = skipped*fewSkipped > looked
	switch {
	case p.pays:
		p.next = 1
	case !free:
		p.known = false
		p.wait, p.next = p.next, min(2*p.next, mostWait)
	}
}

// looks tells whether the tile that begins at row lo is looked at.
func (p *pruning) looks(lo int) bool { return p.every > 0 && lo/tileRows%p.every == 0 }

// moved takes the last step into account.
func (p *pruning) moved() {
	if p.known {
		p.add(p.step)
	}
}

// wanted returns where the reach goes, nil if it is not wanted.
func (p *pruning) wanted() []float32 {
	if !p.keep {
		return nil
	}
	return p.reach
}

// unsure appends the rows from lo to hi that may have another nearest centre than by
// their label.
func (p *pruning) unsure(rows, label []int32, lo, hi int) []int32 {
	known := len(rows)
	rows = vec.AppendNotAbove32(rows, p.reach[lo:hi], label[lo:hi], p.above)
	for i := range rows[known:] {
		rows[known+i] += int32(lo)
	}
	return rows
}
