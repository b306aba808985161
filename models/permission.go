package models

// Action is something that a role may or may not do, written noun.verb.
type Action string

// The actions that the permission table knows.
const (
	SupplierView      Action = "supplier.view"
	SupplierEdit      Action = "supplier.edit"
	SupplierReview    Action = "supplier.review"
	OfferView         Action = "offer.view"
	OfferEdit         Action = "offer.edit"
	HouseholdView     Action = "household.view"
	HouseholdEdit     Action = "household.edit"
	PersonDeath       Action = "person.death"
	ConsentEdit       Action = "consent.edit"
	NeedView          Action = "need.view"
	NeedEdit          Action = "need.edit"
	NeedReview        Action = "need.review"
	NeedResolve       Action = "need.resolve"
	NeedClose         Action = "need.close"
	OpenNeedBrowse    Action = "open_need.browse"
	OpenNeedClaim     Action = "open_need.claim"
	CandidateView     Action = "candidate.view"
	MatchView         Action = "match.view"
	MatchInvite       Action = "match.invite"
	MatchAnswer       Action = "match.answer"
	MatchCancel       Action = "match.cancel"
	MatchDisclose     Action = "match.disclose"
	FulfilmentView    Action = "fulfilment.view"
	FulfilmentRecord  Action = "fulfilment.record"
	FulfilmentConfirm Action = "fulfilment.confirm"
	FulfilmentSettle  Action = "fulfilment.settle"
	ReportView        Action = "report.view"
	EventView         Action = "event.view"
	DisclosureView    Action = "disclosure.view"
	AccountEdit       Action = "account.edit"
	AllocationRun     Action = "allocation.run"
	WeightView        Action = "weight.view"
	WeightEdit        Action = "weight.edit"
	WeightAdopt       Action = "weight.adopt"
	DeliveryView      Action = "delivery.view"
	DeliveryResend    Action = "delivery.resend"
	SettingView       Action = "setting.view"
	SettingPropose    Action = "setting.propose" // standards and limits, for somebody else to adopt
	SettingAdopt      Action = "setting.adopt"
	SettingEdit       Action = "setting.edit" // categories, calendar and regions, with a reason

	VisitView            Action = "visit.view"
	VisitRecord          Action = "visit.record"
	VisitExempt          Action = "visit.exempt"
	VisitPlanView        Action = "visit_plan.view"
	VisitOrder           Action = "visit_round.order"
	LevelView            Action = "household_level.view"
	LevelPropose         Action = "household_level.propose"
	LevelConfirm         Action = "household_level.confirm"
	ChildReportView      Action = "child_report.view"
	ChildReportHandle    Action = "child_report.handle"
	AlertSend            Action = "alert.send"
	AlertView            Action = "alert.view"
	AlertWork            Action = "alert.work"
	AlertRoute           Action = "alert.route"
	ApplicationView      Action = "application.view"
	ApplicationEdit      Action = "application.edit"
	ApplicationPropose   Action = "application.propose"
	ApplicationDecide    Action = "application.decide"
	ApplicationAward     Action = "application.award" // small sums up to the county's setting, and first aid
	ComplaintFile        Action = "complaint.file"
	ComplaintView        Action = "complaint.view"
	ComplaintWork        Action = "complaint.work"
	SuggestionView       Action = "suggestion.view"
	SuggestionDecide     Action = "suggestion.decide"
	HappinessListView    Action = "happiness_list.view"
	HappinessListDeliver Action = "happiness_list.deliver"
	WorkView             Action = "work.view"
	WorkEdit             Action = "work.edit"
	WorkReport           Action = "work.report" // trained, and employed afterwards
	HappinessListCheck   Action = "happiness_list.check"
	HappinessListMake    Action = "happiness_list.make" // of a whole county: with the reach of the county
	HappinessListAnswer  Action = "happiness_list.answer"
	BenefitView          Action = "benefit.view"
	BenefitImport        Action = "benefit.import"
	ReportConfigure      Action = "report.configure"
	SampleView           Action = "audit_sample.view"
	SampleDraw           Action = "audit_sample.draw"
	SampleRecord         Action = "audit_sample.record"
	MinorAsk             Action = "minor_access.ask"
	MinorDecide          Action = "minor_access.decide"
	ExportView           Action = "export.view"
	ExportAsk            Action = "export.ask"
	ExportDecide         Action = "export.decide"
)

// Scope is how far a permission reaches.
type Scope string

// The reaches of a permission: nothing; what belongs to the actor's own supplier; the tasks assigned to the actor;
// what lies in the actor's regions; counts of the actor's regions without any object; anything in the county.
const (
	ScopeNone   Scope = ""
	ScopeTask   Scope = "task"
	ScopeOwn    Scope = "own"
	ScopeRegion Scope = "region"
	ScopeCounts Scope = "counts"
	ScopeCounty Scope = "county"
)

// permissions is the one table of who may do what, how far (domain report §3). What is not listed is forbidden.
var permissions = map[Role]map[Action]Scope{
	RoleStaff: {
		SupplierView: ScopeCounty, SupplierEdit: ScopeCounty, SupplierReview: ScopeCounty,
		OfferView: ScopeCounty, OfferEdit: ScopeCounty,
		HouseholdView: ScopeRegion, HouseholdEdit: ScopeRegion, PersonDeath: ScopeRegion, ConsentEdit: ScopeRegion,
		NeedView: ScopeRegion, NeedEdit: ScopeRegion, NeedReview: ScopeRegion, NeedResolve: ScopeRegion, NeedClose: ScopeRegion,
		CandidateView: ScopeRegion, MatchView: ScopeRegion, MatchInvite: ScopeRegion, MatchCancel: ScopeRegion,
		FulfilmentView: ScopeRegion, FulfilmentConfirm: ScopeRegion, FulfilmentSettle: ScopeRegion,
		ReportView: ScopeRegion, EventView: ScopeRegion, DisclosureView: ScopeCounty, AllocationRun: ScopeCounty,
		WeightView: ScopeCounty, WeightEdit: ScopeCounty, WeightAdopt: ScopeCounty,
		DeliveryView: ScopeCounty, DeliveryResend: ScopeCounty,
		VisitPlanView: ScopeRegion, VisitOrder: ScopeRegion, LevelView: ScopeRegion, LevelConfirm: ScopeRegion, ChildReportView: ScopeRegion,
		ChildReportHandle: ScopeRegion,
		VisitView:         ScopeRegion, VisitExempt: ScopeRegion, AlertView: ScopeRegion, AlertRoute: ScopeRegion, AlertSend: ScopeCounty, ApplicationView: ScopeRegion,
		ApplicationDecide: ScopeRegion, ApplicationAward: ScopeRegion, ComplaintFile: ScopeRegion, ComplaintView: ScopeRegion, ComplaintWork: ScopeRegion,
		SuggestionView: ScopeRegion, SuggestionDecide: ScopeRegion, HappinessListView: ScopeRegion,
		HappinessListMake: ScopeCounty, HappinessListAnswer: ScopeRegion, BenefitView: ScopeRegion, BenefitImport: ScopeCounty,
		ReportConfigure: ScopeCounty, SampleView: ScopeRegion, SampleDraw: ScopeCounty, SampleRecord: ScopeRegion, ExportView: ScopeCounty, ExportAsk: ScopeCounty,
		ExportDecide: ScopeCounty, MinorAsk: ScopeRegion, MinorDecide: ScopeRegion,
		SettingView: ScopeCounty, SettingPropose: ScopeCounty, SettingAdopt: ScopeCounty, SettingEdit: ScopeCounty,
		WorkView: ScopeRegion, WorkEdit: ScopeRegion, WorkReport: ScopeRegion,
	},
	RoleOperator: {
		SupplierView: ScopeCounty, OfferView: ScopeCounty, OfferEdit: ScopeCounty,
		HouseholdView: ScopeRegion, NeedView: ScopeRegion, NeedReview: ScopeRegion,
		CandidateView: ScopeRegion, MatchView: ScopeRegion, MatchInvite: ScopeRegion, MatchCancel: ScopeRegion,
		FulfilmentView: ScopeRegion, FulfilmentSettle: ScopeRegion, ReportView: ScopeRegion, EventView: ScopeRegion,
		VisitView: ScopeRegion, AlertView: ScopeRegion, SampleView: ScopeRegion, SampleRecord: ScopeRegion, VisitPlanView: ScopeRegion,
		ComplaintFile: ScopeRegion, ComplaintView: ScopeRegion, ComplaintWork: ScopeRegion,
		SettingView: ScopeCounty, MinorAsk: ScopeRegion,
		WorkReport: ScopeRegion,
	},
	RoleTown: {
		SupplierView: ScopeCounty, OfferView: ScopeCounty,
		HouseholdView: ScopeRegion, HouseholdEdit: ScopeRegion, PersonDeath: ScopeRegion, ConsentEdit: ScopeRegion,
		NeedView: ScopeRegion, NeedEdit: ScopeRegion, NeedReview: ScopeRegion, NeedResolve: ScopeRegion, NeedClose: ScopeRegion,
		CandidateView: ScopeRegion, MatchView: ScopeRegion, MatchInvite: ScopeRegion,
		FulfilmentView: ScopeRegion, FulfilmentConfirm: ScopeRegion, FulfilmentSettle: ScopeRegion,
		ReportView: ScopeRegion, EventView: ScopeRegion, SettingView: ScopeCounty,
		VisitPlanView: ScopeRegion, VisitOrder: ScopeRegion, LevelView: ScopeRegion, LevelConfirm: ScopeRegion, ChildReportView: ScopeRegion,
		ChildReportHandle: ScopeRegion,
		VisitView:         ScopeRegion, VisitExempt: ScopeRegion, AlertView: ScopeRegion, AlertWork: ScopeRegion, AlertRoute: ScopeRegion,
		ApplicationView: ScopeRegion, ApplicationEdit: ScopeRegion, ApplicationPropose: ScopeRegion, ApplicationAward: ScopeRegion, ComplaintFile: ScopeRegion,
		SuggestionView: ScopeRegion, SuggestionDecide: ScopeRegion, HappinessListView: ScopeRegion,
		WorkView: ScopeRegion, WorkEdit: ScopeRegion, WorkReport: ScopeRegion,
		HappinessListCheck: ScopeRegion, HappinessListMake: ScopeRegion, HappinessListAnswer: ScopeRegion, BenefitView: ScopeRegion,
		MinorAsk: ScopeRegion, MinorDecide: ScopeRegion,
	},
	RoleAide: {
		SupplierView: ScopeCounty, OfferView: ScopeCounty,
		HouseholdView: ScopeRegion, HouseholdEdit: ScopeRegion, ConsentEdit: ScopeRegion,
		NeedView: ScopeRegion, NeedEdit: ScopeRegion, NeedResolve: ScopeRegion,
		CandidateView: ScopeRegion, MatchView: ScopeRegion, MatchInvite: ScopeRegion,
		FulfilmentView: ScopeRegion, FulfilmentConfirm: ScopeRegion, EventView: ScopeRegion,
		VisitPlanView: ScopeRegion, LevelView: ScopeRegion, LevelPropose: ScopeRegion,
		VisitView: ScopeRegion, VisitRecord: ScopeRegion, AlertView: ScopeRegion, AlertWork: ScopeRegion, ApplicationView: ScopeRegion,
		ApplicationEdit: ScopeRegion, ComplaintFile: ScopeRegion, SuggestionView: ScopeRegion, SuggestionDecide: ScopeRegion, HappinessListView: ScopeRegion,
		HappinessListDeliver: ScopeRegion, HappinessListCheck: ScopeRegion, HappinessListMake: ScopeRegion, BenefitView: ScopeRegion,
		WorkView: ScopeRegion, WorkEdit: ScopeRegion,
	},
	RoleSupplierAdmin: {
		SupplierView: ScopeOwn, SupplierEdit: ScopeOwn, OfferView: ScopeOwn, OfferEdit: ScopeOwn,
		OpenNeedBrowse: ScopeCounty, OpenNeedClaim: ScopeOwn,
		MatchView: ScopeOwn, MatchAnswer: ScopeOwn, MatchDisclose: ScopeOwn,
		FulfilmentView: ScopeOwn, FulfilmentRecord: ScopeOwn, EventView: ScopeOwn,
		WorkReport: ScopeOwn,
	},
	RoleSupplierWorker: {
		FulfilmentView: ScopeTask, FulfilmentRecord: ScopeTask,
	},
	RoleAuditor: {
		SupplierView: ScopeCounty, OfferView: ScopeCounty, NeedView: ScopeRegion, MatchView: ScopeRegion,
		FulfilmentView: ScopeRegion, ReportView: ScopeRegion, EventView: ScopeRegion, DisclosureView: ScopeCounty,
		SampleView: ScopeRegion, ExportView: ScopeCounty,
		SettingView: ScopeCounty,
		WorkReport:  ScopeRegion,
	},
	RoleProvince:   {ReportView: ScopeCounts, WorkReport: ScopeCounts},
	RoleSysadmin:   {AccountEdit: ScopeCounty, DeliveryView: ScopeCounty, DeliveryResend: ScopeCounty},
	RoleDeptSource: {AlertSend: ScopeCounty},
	RoleSystem: {
		NeedReview: ScopeCounty, NeedClose: ScopeCounty, MatchCancel: ScopeCounty, OfferEdit: ScopeCounty,
		HouseholdEdit: ScopeCounty, HouseholdView: ScopeCounty, NeedEdit: ScopeCounty, NeedView: ScopeCounty,
		SupplierView: ScopeCounty, SupplierEdit: ScopeCounty, SupplierReview: ScopeCounty, OfferView: ScopeCounty,
		AllocationRun: ScopeCounty, AccountEdit: ScopeCounty, ReportView: ScopeCounty, ConsentEdit: ScopeCounty,
		SettingView: ScopeCounty, SettingPropose: ScopeCounty, // out of a list
		AlertSend:         ScopeCounty, // a list from the machine itself
		BenefitImport:     ScopeCounty,
		HappinessListMake: ScopeCounty, // when a quarter is over
		WeightEdit:        ScopeCounty, // proposes what past answers speak for; only a person adopts
	},
}

// ScopeOf returns how far the actor may do the action; ScopeNone means not at all.
func ScopeOf(a Actor, act Action) Scope {
	if a.Owes != "" {
		return ScopeNone
	}
	return permissions[a.Role][act]
}

// Authorise returns how far the actor may do the action, or a Forbidden or Unauthenticated error.
// That an object lies inside the scope is asked of the object, by Reaches; outside, it must look absent.
func Authorise(a Actor, act Action) (Scope, error) {
	if a.Role == "" || a.Role == RoleAnonymous {
		return ScopeNone, Unauthenticated("login_required")
	}
	if err := a.Free(); err != nil {
		return ScopeNone, err
	}
	s := ScopeOf(a, act)
	if s == ScopeNone {
		return s, Forbidden("role_may_not")
	}
	return s, nil
}

// Reaches tells whether an object of a county, region and supplier lies inside the scope that the actor has for an action.
// An empty region or supplier means that the object has none.
func Reaches(a Actor, s Scope, county, region, supplier string) bool {
	switch s {
	case ScopeOwn:
		return county == a.CountyCode && supplier != "" && supplier == a.SupplierID
	case ScopeRegion:
		return county == a.CountyCode && a.Covers(region)
	case ScopeCounty:
		return county == a.CountyCode
	default:
		return false
	}
}
