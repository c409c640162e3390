package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/feature"
)

// clusters are the groups that K-means finds.
type clusters struct {
	tried  []attempt
	best   attempt
	labels []int // the group of each customer, 0 is the one that spends most a head
	groups []group
}

// attempt is one number of clusters that was tried.
type attempt struct {
	k          int
	silhouette float64
	inertia    float64
	labels     []int
}

// group is one cluster.
type group struct {
	customers int
	gross     int64
	// What half of the customers stay below.
	days, orders, spent float64
	// What tells the group from all other customers.
	words string
}

// findClusters puts customers together who are alike in the logarithms of
// days since the last order, number of orders and money spent. It tries 3 to
// 10 clusters and takes those of the highest silhouette.
func findClusters(ctx context.Context, s *shop, seed uint64) (*clusters, error) {
	plain := columns(s)
	x, err := scaled(ctx, plain)
	if err != nil {
		return nil, err
	}
	const from, to = 3, 10
	tried, errs := make([]attempt, to-from+1), make([]error, to-from+1)
	var steps []func() error
	for i := range tried {
		steps = append(steps, func() error { tried[i], errs[i] = tryClusters(ctx, x, from+i, seed); return nil })
	}
	_ = atOnce(steps...) // their errors are looked at in the order of k
	r := &clusters{}
	for i, err := range errs {
		if errors.Is(err, clm.ErrTooFew) {
			break // there are not so many different customers
		}
		if err != nil {
			return nil, err
		}
		r.tried = append(r.tried, tried[i])
	}
	if len(r.tried) == 0 {
		return nil, errors.New("the customers are too much alike to be grouped: " +
			"fewer than three differ in days since the last order, orders or money spent")
	}
	r.best = slices.MaxFunc(r.tried, func(a, b attempt) int { return cmp.Compare(a.silhouette, b.silhouette) })
	r.number(s)
	return r, r.describe(ctx, plain, x)
}

// columnNames are the columns by which customers are grouped.
var columnNames = []string{"days since the last order", "number of orders", "money spent"}

// columns returns the table of the customers.
func columns(s *shop) *mat.Dense {
	x := mat.NewDense(len(s.customers), len(columnNames), nil)
	for i, c := range s.customers {
		x.SetRow(i, []float64{float64(c.SinceLast), float64(c.Orders), float64(c.Gross) / s.money.minor})
	}
	return x
}

// scaled returns the table that is clustered.
func scaled(ctx context.Context, x *mat.Dense) (*mat.Dense, error) {
	scaler, err := feature.Scaler{Log1p: []int{0, 1, 2}}.Fit(ctx, x)
	if err != nil {
		return nil, err
	}
	z := new(mat.Dense)
	return z, scaler.Transform(z, x)
}

// tryClusters clusters with one k and says how good it is. All k are tried at
// once, so that each needs only one worker.
func tryClusters(ctx context.Context, x *mat.Dense, k int, seed uint64) (attempt, error) {
	model, err := cluster.KMeans{K: k, Seed: seed, Workers: 1}.Fit(ctx, x)
	if err != nil {
		return attempt{}, err
	}
	labels := model.Labels()
	if slices.Contains(model.Sizes(), 0) {
		return attempt{}, fmt.Errorf("%d clusters: %w", k, clm.ErrTooFew)
	}
	score, err := cluster.Silhouette{Workers: 1}.Of(ctx, x, labels)
	if err != nil {
		return attempt{}, err
	}
	return attempt{k: k, silhouette: score.Mean, inertia: model.Inertia(), labels: labels}, nil
}

// number gives the groups their numbers, by money a head.
func (r *clusters) number(s *shop) {
	groups := make([]group, r.best.k)
	for i, l := range r.best.labels {
		groups[l].customers++
		groups[l].gross += s.customers[i].Gross
	}
	order := make([]int, r.best.k) // old number by new one
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(groups[b].head(), groups[a].head()) })
	now := make([]int, r.best.k)
	for i, was := range order {
		r.groups = append(r.groups, groups[was])
		now[was] = i
	}
	r.labels = make([]int, len(r.best.labels))
	for i, l := range r.best.labels {
		r.labels[i] = now[l]
	}
}

// describe finds the figures of the groups in the plain table, and their words
// in the scaled one: there, a few very large orders do not decide.
func (r *clusters) describe(ctx context.Context, plain, scaled *mat.Dense) error {
	figures, err := cluster.Profile(ctx, plain, r.labels, columnNames)
	if err != nil {
		return err
	}
	words, err := cluster.Profiles{Rows: "customers"}.Of(ctx, scaled, r.labels, columnNames)
	if err != nil {
		return err
	}
	for i := range r.groups {
		g, f := &r.groups[i], figures[i].Features
		g.days, g.orders, g.spent = f[0].Median, f[1].Median, f[2].Median
		g.words = words[i].Sentence
	}
	return nil
}

// head is the money of a head.
func (g group) head() float64 { return float64(g.gross) / float64(g.customers) }
