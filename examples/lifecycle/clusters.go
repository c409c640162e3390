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
	"github.com/clm-go/clm/events"
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

// group is one cluster. The figures are those of the customer in the middle.
type group struct {
	customers    int
	gross        int64
	days, orders int64
	spent        int64
}

// findClusters puts customers together who are alike in the logarithms of
// days since the last order, number of orders and money spent. It tries 3 to
// 10 clusters and takes those of the highest silhouette.
func findClusters(ctx context.Context, s *shop, seed uint64) (*clusters, error) {
	x, err := scaled(ctx, s)
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
	r.describe(s)
	return r, nil
}

// scaled returns the table that is clustered.
func scaled(ctx context.Context, s *shop) (*mat.Dense, error) {
	x := mat.NewDense(len(s.customers), 3, nil)
	for i, c := range s.customers {
		x.SetRow(i, []float64{float64(c.SinceLast), float64(c.Orders), float64(c.Gross) / s.money.minor})
	}
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

// describe numbers the groups by money a head and finds their figures.
func (r *clusters) describe(s *shop) {
	members := make([][]events.Summary, r.best.k)
	for i, l := range r.best.labels {
		members[l] = append(members[l], s.customers[i])
	}
	r.groups = make([]group, r.best.k)
	for l, m := range members {
		g := &r.groups[l]
		g.customers = len(m)
		for _, c := range m {
			g.gross += c.Gross
		}
		g.days = middle(m, func(c events.Summary) int64 { return int64(c.SinceLast) })
		g.orders = middle(m, func(c events.Summary) int64 { return int64(c.Orders) })
		g.spent = middle(m, func(c events.Summary) int64 { return c.Gross })
	}
	order := make([]int, r.best.k) // old number by new one
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.groups[b].head(), r.groups[a].head()) })
	sorted, number := make([]group, r.best.k), make([]int, r.best.k)
	for now, was := range order {
		sorted[now], number[was] = r.groups[was], now
	}
	r.groups = sorted
	r.labels = make([]int, len(r.best.labels))
	for i, l := range r.best.labels {
		r.labels[i] = number[l]
	}
}

// head is the money of a head.
func (g group) head() float64 { return float64(g.gross) / float64(g.customers) }

// middle returns the figure of the customer in the middle.
func middle(list []events.Summary, figure func(events.Summary) int64) int64 {
	v := make([]int64, len(list))
	for i, c := range list {
		v[i] = figure(c)
	}
	slices.Sort(v)
	return v[len(v)/2]
}
