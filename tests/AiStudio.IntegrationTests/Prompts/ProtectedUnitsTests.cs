using System.Net;
using System.Text.RegularExpressions;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Protection;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Prompts;

/// <summary>The list of units on a prompt's page tells which labels are protected, and offers nobody what would be refused.</summary>
public sealed partial class ProtectedUnitsTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Admin, "Office: production, staging", "customer,protected")]
    [InlineData(Role.Owner, "Customers: customer, protected, production, staging|Office: customer, protected, production, staging", "people,protected")]
    public async Task List_TellsWhatIsProtected_AndOffersWhatThisPersonMayChoose(Role role, string offered, string told)
    {
        var owner = await site.AddOrganizationAsync();
        var desk = new PromptDesk(site.Database.Studio);
        var made = (await desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation)).Value!;
        var prompt = (await new PromptLibrary(site.Database.Studio).OpenAsync(owner, made.Slug, Cancellation)).Value!.Id;
        await site.Database.ExecuteAsync("insert into prompt_label (org_id, prompt_id, label, version_id) select $1, $2, l, $3 from unnest(array['customer', 'staging']) l", owner.OrganizationId, prompt, made.Id);
        await site.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) select $1, gen_random_uuid(), n from unnest(array['Customers', 'Office']) n", owner.OrganizationId);
        await site.Database.ExecuteAsync(
            "insert into unit_label (org_id, prompt_id, unit_id, label, set_by) select org_id, $2, id, 'customer', $3 from organization_unit where org_id = $1 and name = 'Customers'", owner.OrganizationId, prompt, owner.UserId);
        Assert.True((await new ProtectedLabels(site.Database.Studio, TimeProvider.System).ProtectAsync(owner, "customer", Cancellation)).Succeeded);
        var visitor = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, role)).Email);

        var page = (await visitor.GetAsync($"/prompts/{made.Slug}")).Body;

        var list = page[page.IndexOf("Which units have another version?", StringComparison.Ordinal)..].Split("</section>")[0];
        Assert.Equal(offered, string.Join('|', Unit().Matches(list).Select(unit =>
            $"{unit.Groups[1].Value.Trim()}: {string.Join(", ", Option().Matches(unit.Groups[2].Value).Select(option => option.Groups[1].Value))}")));
        Assert.Contains(told, WebUtility.HtmlDecode(Unseen().Replace(list, "")), StringComparison.Ordinal);
        Assert.Equal(1, list.Split("#lock").Length - 1);
    }

    [GeneratedRegex("<label for=\"unit-[^>]*>([^<]*)<.*?<select(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Unit();

    [GeneratedRegex("<option[^>]*>([^<]*)</option>")]
    private static partial Regex Option();

    [GeneratedRegex("<[^>]+>|\\s")]
    private static partial Regex Unseen();
}
