using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>One budget: how far it has come, how long it lasts, whom it refused.</summary>
public partial class BudgetPage
{
    private BudgetCourse? _course;
    private string _problem = "";

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private BudgetCourses Courses { get; set; } = null!;

    // The calls that a budget counts, of whatever days.
    private SpendFilter Counted => _course!.Budget.Scope switch
    {
        BudgetScope.User => new() { User = _course.ScopeValue },
        BudgetScope.ApiKey => new() { Key = _course.ScopeValue },
        BudgetScope.Feature => new() { Feature = _course.ScopeValue },
        BudgetScope.Model => new() { Model = _course.ScopeValue },
        BudgetScope.Tier => new() { Tier = _course.ScopeValue },
        BudgetScope.Unit => new() { Unit = _course.ScopeValue },
        _ => new(),
    };

    // Whole days where a window has them: they are added up already.
    private static string In(CallFilter filter, WindowRow window) => window is { FirstDay: { } first, LastDay: { } last }
        ? filter.Spend.Between(first, last).Address("/spend/calls", filter.Lasting)
        : filter.Spend.Address("/spend/calls", (filter with { Since = window.StartsAt, Until = window.EndsAt }).More);

    /// <summary>The calls behind what is used in a window.</summary>
    private string Rows(WindowRow window) => In(new CallFilter(Counted, null, null), window);

    /// <summary>The calls that the budget refused in a window.</summary>
    private string Refusals(WindowRow window) => In(new CallFilter(new SpendFilter(), null, null, Id), window);

    private string RowsOf(RefusedRow refused) => In(
        new CallFilter(new SpendFilter { User = refused.UserId?.ToString() ?? SpendFilter.None, Key = refused.ApiKeyId?.ToString() ?? SpendFilter.None, Feature = refused.Feature }, null, null, Id),
        _course!.Window);

    private string Forecast
    {
        get
        {
            var course = _course!;
            if (course.Budget.UsedNanoUsd >= course.StopNanoUsd)
                return $"It is used up. Calls are refused until {Moment.Of(course.Budget.RenewsAt, course.Budget.TimeZone)}, or until it is raised.";
            var pace = course.Budget.UsedNanoUsd > course.EvenNanoUsd ? "above" : "not above";
            return course.ExhaustedAt is { } gone
                ? $"At the latest pace calls stop on {Moment.Of(gone, course.Budget.TimeZone)}; it renews {Moment.Of(course.Budget.RenewsAt, course.Budget.TimeZone)}. Dashed: an even pace."
                : $"At the latest pace it lasts until it renews; what is spent is {pace} an even pace (dashed).";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var read = await Courses.ReadAsync(Context.User.ToCaller()!, Id, Context.RequestAborted);
        (_course, _problem) = (read.Value, read.Error?.Message ?? "");
        if (_course is null)
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
