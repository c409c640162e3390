package cluster

import "context"

// exactRows is a rowTable that tells the distance of each row to its nearest centre.
type exactRows struct{ *rowTable }

func (t exactRows) assign(ctx context.Context, lo, hi int, c *centers, label []int32, dist []float64) error {
	err := t.rowTable.assign(ctx, lo, hi, c, label, nil)
	if err == nil {
		t.own(lo, hi, c, label, dist)
	}
	return err
}
