// Package events answers "what happened?": it turns raw orders into an event
// log, and the log into the tables that everything else starts from.
//
// (Examples, choice between types, promises and caveats are added as the package grows.)
package events
