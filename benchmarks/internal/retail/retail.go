// Package retail says how the Online Retail file is read by everything that
// measures.
package retail

import (
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// Columns returns the reader: rows without customer, exact duplicates and
// prices of zero or less and cancellations are dropped.
func Columns() events.CSV {
	return events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		TrimPointZero: true,
		Policy: events.Policy{
			NoCustomer: events.Drop, Duplicates: events.Drop, ZeroPrice: events.Drop, NegativePrice: events.Drop,
			CancelPrefix: "C", Cancelled: events.Drop,
		},
	}
}

// AsOf returns the midnight after the last event.
func AsOf(l *events.Log) time.Time {
	day := clm.Period{Unit: clm.Day}
	_, until := l.Span()
	return day.Start(day.Index(until)+1, l.Location())
}
