package cluster

import "context"

// gapRows is a rowTable that tells the reach of rows.
type gapRows struct {
	*rowTable
	lengths float64 // see table.unit
}

func (t gapRows) unit() float64 { return t.lengths }

func (t gapRows) assign(ctx context.Context, lo, hi int, c *centers, label []int32, reach []float32) error {
	if err := t.rowTable.assign(ctx, lo, hi, c, label, reach); err != nil || reach == nil {
		return err
	}
	for i := lo; i < hi; i++ {
		reach[i] = c.travel.reachOfGap(reach[i], label[i])
	}
	return nil
}

func (t gapRows) assignRows(ctx context.Context, rows []int32, c *centers, label []int32, reach []float32) error {
	if err := t.rowTable.assignRows(ctx, rows, c, label, reach); err != nil || reach == nil {
		return err
	}
	for _, i := range rows {
		reach[i] = c.travel.reachOfGap(reach[i], label[i])
	}
	return nil
}
