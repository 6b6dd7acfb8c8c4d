using System.Globalization;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class TierCard
{
    private string? _problem;
    private string? _done;
    private IReadOnlyDictionary<string, long?> _limits = new Dictionary<string, long?>();

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "tiers", Name = "limits")]
    private Dictionary<string, string?>? Limits { get; set; }

    [SupplyParameterFromForm(FormName = "plan", Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "plan", Name = "tier")]
    private string? Tier { get; set; }

    [Inject]
    private TierService Service { get; set; } = null!;

    private Caller Caller => Context.User.ToCaller()!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task LimitAsync()
    {
        foreach (var (tier, text) in Limits ?? [])
        {
            var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var messages);
            if (!isNumber && !string.IsNullOrWhiteSpace(text))
            {
                _problem = "A limit is a number of messages, or empty for none.";
                return;
            }

            // What did not change is not written into the activity log.
            long? limit = isNumber ? messages : null;
            if (limit != _limits.GetValueOrDefault(tier) && !Say(await Service.SetLimitAsync(Caller, tier, limit, Context.RequestAborted), "The limits are saved."))
            {
                return;
            }
        }

        await ReadAsync();
    }

    private async Task AssignAsync() =>
        Say(await Service.AssignAsync(Caller, Email ?? "", Tier ?? "", Context.RequestAborted), $"{Email} is on {Tier} from the next message on.");

    private bool Say(Result<Done> result, string done)
    {
        (_problem, _done) = (result.Error?.Message, result.Succeeded ? done : null);
        return result.Succeeded;
    }

    private async Task ReadAsync() => _limits = await Service.LimitsAsync(Caller, Context.RequestAborted);
}
