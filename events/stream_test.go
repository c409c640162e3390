package events_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

func sequence(list []events.Event, err error) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(events.Event{}, err)
		}
	}
}

func TestCollectReadsBackALog(t *testing.T) {
	l, _, err := read(t, events.CSV{Customer: "c", Item: "i", Order: "o", Time: "t", Quantity: "q", Price: "p", Discount: "d", Kind: "k", Rating: "r", Location: "Asia/Tokyo", Currency: "JPY", MinorPerUnit: 1},
		"c,i,o,t,q,p,d,k,r\na,1,x,2011-01-02,2,300,50,,\na,1,x,2011-01-03,1,300,,refund,\n,2,,2011-01-01,,,,view,\nb,2,,2011-01-01,,,,review,4.5\n")
	require.NoError(t, err)
	again, c, err := events.Stream{Location: "Asia/Tokyo", Currency: "JPY", MinorPerUnit: 1}.Collect(context.Background(), func(yield func(events.Event, error) bool) {
		for i := l.Len() - 1; i >= 0 && yield(l.At(i), nil); i-- {
		}
	})
	require.NoError(t, err)
	require.Equal(t, fileOf(t, l), fileOf(t, again))
	require.Equal(t, 4, c.Kept)
}

func TestCollectAppliesPolicy(t *testing.T) {
	day := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	plain := events.Event{Customer: "a", Item: "1", Order: "o", Time: day, Quantity: 1, Amount: 100}
	with := func(change func(*events.Event)) events.Event {
		e := plain
		change(&e)
		return e
	}
	list := []events.Event{
		plain, plain, with(func(e *events.Event) { e.Time = e.Time.Add(1) }),
		with(func(e *events.Event) { e.Customer = "" }), with(func(e *events.Event) { e.Item = "POST" }), with(func(e *events.Event) { e.Order = "C1" }),
		with(func(e *events.Event) { e.Quantity = -2 }), with(func(e *events.Event) { e.Amount = -5 }), with(func(e *events.Event) { e.Amount = 0 }),
		// These cannot be in a log.
		with(func(e *events.Event) { e.Time = time.Time{} }), with(func(e *events.Event) { e.Time = day.AddDate(400_000, 0, 0) }), with(func(e *events.Event) { e.Kind = 99 }),
		with(func(e *events.Event) { e.Quantity = math.NaN() }), with(func(e *events.Event) { e.Quantity = math.Inf(-1) }), with(func(e *events.Event) { e.Kind, e.Quantity = events.View, -1 }),
		with(func(e *events.Event) { e.Amount = math.MinInt64 }), with(func(e *events.Event) { e.Kind, e.Amount = events.Cart, -1 }),
		with(func(e *events.Event) { e.Discount = -1 }), with(func(e *events.Event) { e.Rating = float32(math.Inf(1)) }),
	}
	s := events.Stream{Policy: events.Policy{
		NoCustomer: events.Drop, Duplicates: events.Drop, Negative: events.Drop, CancelPrefix: "C", Cancelled: events.Drop,
		ZeroPrice: events.Drop, DropItems: []string{"POST"}, MinKept: -1,
	}}
	l, c, err := s.Collect(context.Background(), sequence(list, nil))
	require.NoError(t, err)
	require.Equal(t, 2, l.Len(), "two instants within a microsecond are two")
	for reason, n := range map[events.Reason]int{
		events.Duplicate: 1, events.NoCustomer: 1, events.DroppedItem: 1, events.Cancelled: 1, events.Negative: 2, events.ZeroPrice: 1,
		events.BadTime: 2, events.BadKind: 1, events.BadQuantity: 3, events.TooMuch: 1, events.BadAmount: 1, events.BadDiscount: 1, events.BadRating: 1,
	} {
		require.Equal(t, n, c.Dropped(reason), reason)
	}
	require.Equal(t, []events.Sample{{Line: 12, Column: "Kind", Value: "Kind(99)"}}, c.Findings[1].First)

	l, c, err = events.Stream{Policy: events.Policy{CancelPrefix: "C", MinKept: 0.4}}.Collect(context.Background(), sequence(list, nil))
	require.NoError(t, err)
	require.Equal(t, 9, l.Len())
	require.Equal(t, 2, c.Found(events.Negative))
	require.Equal(t, 1, c.Found(events.Cancelled))
	refunds := 0
	for _, e := range l.All() {
		if e.Kind == events.Refund {
			refunds++
		}
	}
	require.Equal(t, 3, refunds)
	_, _, err = events.Collect(context.Background(), sequence(list, nil))
	require.ErrorIs(t, err, clm.ErrRow)
	require.ErrorContains(t, err, "events.Stream.Collect: line 10, column \"Time\"")
}

func TestCollectErrors(t *testing.T) {
	boom := errors.New("boom")
	day := events.Event{Customer: "a", Time: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)}
	l, c, err := events.Collect(context.Background(), sequence([]events.Event{day, day}, boom))
	require.Nil(t, l)
	require.ErrorIs(t, err, boom)
	require.EqualError(t, err, "events.Stream.Collect: event 3: boom")
	require.Equal(t, 2, c.Kept)

	l, _, err = events.Collect(context.Background(), sequence(nil, nil))
	require.NoError(t, err)
	require.Zero(t, l.Len())

	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	_, _, err = events.Collect(ctx, sequence([]events.Event{day}, nil))
	require.ErrorIs(t, err, why)
	n := 0
	_, _, err = events.Collect(ctx, func(yield func(events.Event, error) bool) {
		for n = 1; yield(day, nil); n++ {
		}
	})
	require.ErrorIs(t, err, why)
	require.LessOrEqual(t, n, 1024)

	_, _, err = events.Stream{Location: "Nowhere"}.Collect(context.Background(), sequence(nil, nil))
	require.ErrorIs(t, err, clm.ErrConfig)
	_, _, err = events.Stream{Policy: events.Policy{Negative: "x"}}.Collect(context.Background(), sequence(nil, nil))
	require.ErrorIs(t, err, clm.ErrConfig)
	_, _, err = events.Stream{Until: day.Time.AddDate(-1, 0, 0)}.Collect(context.Background(), sequence([]events.Event{day}, nil))
	require.ErrorIs(t, err, clm.ErrValue)
}
