package outreach

// Raise is raise, for tests.
var Raise = (*Desk).raise

// VisitedAlert is visitedAlert, for tests.
var VisitedAlert = visitedAlert
