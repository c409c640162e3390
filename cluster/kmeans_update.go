package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// Update returns a model that has also learned from the rows of x, such as
// today's customers, without the rows of the fit. The model itself does not
// change. One row after the other goes to its nearest centre, the lowest one
// where several are equally near, and moves that centre to the mean of all rows
// that the centre was given so far, the fit's included:
//
//	m := m + w;  c := c + w/m · (x − c)
//
// for a row x of weight w and a cluster of weight m so far. A nil weight means
// all ones; a row of weight 0 counts in Sizes and nothing else. Updating with a
// and then with b is updating with the rows of a and b at once, to the bit, also
// by way of a model file. The order of the rows matters.
//
// Sizes count the new rows too. Inertia is the weighted sum of the squared
// distances of all rows, the fit's and the new ones, to the present centre of
// the cluster that they were given when they came: never less than if all were
// assigned anew. That is exact where the fit ended because no label changed, and
// near where it ended before. The rest of the report is that of the fit, with a
// note of how many rows came since, and Labels are nil.
//
// Centres move less the more rows they have, and no cluster is born, split or
// given up. So updates follow customers who become a little different or more
// numerous, and do not find a new kind of customer. Fit anew where the mean
// squared distance of new rows is clearly above that of the fit:
//
//	step := m.Step()
//	err := step.Add(ctx, fresh)
//	now := step.Inertia() / float64(step.Rows())
//
// It returns a [clm.ShapeError] for another number of columns than the model
// has or a wrong number of weights, a [clm.ValueError] with the place of a value
// that is NaN, infinite or beyond ±1e140, or of a weight that is negative, NaN
// or infinite, a [clm.LimitError] for more rows than an int can count, an error
// that wraps [clm.ErrDiverged] for weights so large that sums overflow, and the
// cause of the context when that ends first.
//
// A file of version 1 that was written from a fit with weights does not hold
// them: each row of that fit counts 1.
//
// Time: O(n·K·d), also for a Sparse, on the calling goroutine. Memory: O(K·d).
//
// Source: J. MacQueen, "Some methods for classification and analysis of
// multivariate observations", Proceedings of the Fifth Berkeley Symposium on
// Mathematical Statistics and Probability 1 (1967); for the inertia B. P.
// Welford, "Note on a method for calculating corrected sums of squares and
// products", Technometrics 4 (1962), DOI 10.1080/00401706.1962.10490022.
func (m *KMeansModel) Update(ctx context.Context, x mat.Matrix, weight []float64) (*KMeansModel, error) {
	m.fitted()
	const op = "cluster.KMeansModel.Update"
	v := view.Of(x)
	n, d := v.Dims()
	if err := check.Columns(op, d, m.centers.d); err != nil {
		return nil, err
	}
	if err := check.Weights(op, weight, n); err != nil {
		return nil, err
	}
	if total(m.sizes) > math.MaxInt-n || m.updated > math.MaxInt-n {
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt, What: "rows"}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	u := newUpdating(m)
	buf := v.Buffer()
	for i := range n {
		row := v.Row(i, buf)
		if err := inRange().Values(op, i, row); err != nil {
			return nil, err
		}
		if err := u.add(ctx, row, weightOf(weight, i)); err != nil {
			return nil, err
		}
	}
	model := u.model(m)
	model.updated += n
	if !(model.report.Objective < math.Inf(1)) || !(slices.Max(u.mass) < math.Inf(1)) {
		return nil, fmt.Errorf("%s: weighted sums overflow: %w", op, clm.ErrDiverged)
	}
	return model, nil
}

// updating is a model that learns row by row. As one row is compared with many
// centres here, the centres are what lies in blocks. A difference has the same
// square with the other sign, so the distances are those of centers.nearest to
// the bit.
type updating struct {
	d, group int
	offset   []float64
	blocks   []float64 // the centres
	row      []float64 // less the offset
	dist     []float64 // to each centre
	none     []int32   // the number of the only row
	work     int       // products since the last look at the context

	mass    []float64
	sizes   []int
	inertia float64
}

func newUpdating(m *KMeansModel) *updating {
	k, d := m.centers.k, m.centers.d
	u := &updating{
		d: d, offset: m.centers.offset,
		blocks: make([]float64, vec.Blocks(k)*vec.Block*d), row: make([]float64, d),
		dist: make([]float64, k), none: make([]int32, k),
		mass: m.masses(), sizes: slices.Clone(m.sizes), inertia: m.report.Objective,
	}
	// Centres in about a million products, with a look at the context after them.
	u.group = max(1, 1<<20/(vec.Block*d)) * vec.Block
	for j := range k {
		at := u.center(j)
		for i, c := range m.centers.center(j) {
			at[i*vec.Block] = c
		}
	}
	return u
}

// center returns the memory in which every vec.Block-th number is one of centre j.
func (u *updating) center(j int) []float64 { return u.blocks[j/vec.Block*vec.Block*u.d+j%vec.Block:] }

// add learns from one row.
func (u *updating) add(ctx context.Context, row []float64, weight float64) error {
	for i, x := range row {
		u.row[i] = x - u.offset[i]
	}
	for lo := 0; lo < len(u.dist); lo += u.group {
		hi := min(lo+u.group, len(u.dist))
		x := u.blocks[lo*u.d:][:vec.Blocks(hi-lo)*vec.Block*u.d]
		vec.Assign(u.none[lo:hi], u.dist[lo:hi], x, u.row, u.d)
		if u.work += (hi - lo) * u.d; u.work >= 1<<20 {
			u.work = 0
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
	}
	j, s := vec.ArgMin(u.dist)
	u.sizes[j]++
	if weight == 0 {
		return nil
	}
	before := u.mass[j]
	u.mass[j] += weight
	share := weight / u.mass[j]
	u.inertia += float64(float64(before*share) * s)
	at := u.center(j)
	for i, x := range u.row {
		at[i*vec.Block] += float64(share * (x - at[i*vec.Block]))
	}
	return nil
}

// model returns what has become of m.
func (u *updating) model(m *KMeansModel) *KMeansModel {
	c := centers{k: m.centers.k, d: u.d, offset: slices.Clone(u.offset), at: make([]float64, len(m.centers.at))}
	for j := range c.k {
		from := u.center(j)
		to := c.center(j)
		for i := range to {
			to[i] = from[i*vec.Block]
		}
	}
	c.uncentre()
	next := &KMeansModel{centers: c, sizes: u.sizes, updated: m.updated, report: report.Clone(m.report)}
	next.setMass(u.mass)
	next.report.Objective = u.inertia
	return next
}

// masses returns a copy of the sums of the weights of the clusters.
func (m *KMeansModel) masses() []float64 {
	if m.mass != nil {
		return slices.Clone(m.mass)
	}
	mass := make([]float64, len(m.sizes))
	for j, n := range m.sizes {
		mass[j] = float64(n)
	}
	return mass
}

// setMass keeps the sums of the weights if they are not the sizes. Nil means
// that they are.
func (m *KMeansModel) setMass(mass []float64) {
	m.mass = nil
	for j, w := range mass {
		if w != float64(m.sizes[j]) {
			m.mass = mass
			return
		}
	}
}
