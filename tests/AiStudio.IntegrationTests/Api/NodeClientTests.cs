using System.Globalization;
using System.Text.RegularExpressions;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.IntegrationTests.Api;

/// <summary>The official client for Node as a real program; <c>Node/checks.mjs</c> says what it checks.</summary>
public sealed partial class NodeClientTests(ApiSite api) : IClassFixture<ApiSite>
{
    [Fact]
    public async Task NodeClient_AllChecks_Hold()
    {
        await NodePackages.InstallAsync();
        var owner = await api.Site.AddOrganizationAsync();
        var (key, narrow, poor) = (await api.IssueAsync(owner), await api.IssueAsync(owner, ApiKeyScope.Embeddings), await api.IssueAsync(owner));
        await api.Database.ExecuteAsync(
            "insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd) values ($1, $2, 'Poor key', 'api_key', $3, 'month', 0)", owner.OrganizationId, Guid.CreateVersion7(), poor.Id.ToString());

        var output = await NodePackages.RunAsync("node", "checks.mjs", $"{api.BaseAddress}v1", api.Emulator.BaseAddress.ToString(), key.Secret, narrow.Secret, poor.Secret);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.InRange(int.Parse(Total().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), 40, int.MaxValue);
    }

    [GeneratedRegex("([0-9]+) checks, 0 failed")]
    private static partial Regex Total();
}
